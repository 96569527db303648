using System.Collections;
using System.Collections.Immutable;
using System.Globalization;
using System.Reflection;
using System.Text.Json.Serialization.Metadata;
using Azure;
using Azure.Data.Tables;
using Serverless.Domain.CallLog;
using Serverless.Domain.Email;
using Serverless.Domain.Notifications;
using Serverless.Domain.Sessions;
using Serverless.Domain.Users;
using Serverless.Storage.Forms;
using Serverless.Storage.Rows;

namespace Serverless.Tests.Storage.Forms;

/// <summary>Lists every type that is stored in a row, and how it is written and read. Instances are filled so that no property has its default.</summary>
internal static class StoredRows
{
    public static readonly DateTimeOffset Time = new(2026, 11, 28, 12, 34, 56, TimeSpan.Zero);

    /// <summary>The types with a mapper, each with its conversions in both directions.</summary>
    public static readonly IReadOnlyDictionary<Type, (Func<object, TableEntity> Write, Func<TableEntity, object> Read)> Mappers = new Dictionary<Type, (Func<object, TableEntity>, Func<TableEntity, object>)>
    {
        [typeof(ActionRow)] = (row => ((ActionRow)row).ToEntity(), ActionRow.From),
        [typeof(AuditMarkerRow)] = (row => ((AuditMarkerRow)row).ToEntity(), AuditMarkerRow.From),
        [typeof(AuditOutboxRow)] = (row => ((AuditOutboxRow)row).ToEntity("100"), AuditOutboxRow.From),
        [typeof(AuditRow)] = (row => ((AuditRow)row).ToEntity("user"), AuditRow.From),
        [typeof(AuditSweepRow)] = (row => ((AuditSweepRow)row).ToEntity(), AuditSweepRow.From),
        [typeof(BroadcastRow)] = (row => ((BroadcastRow)row).ToEntity(), BroadcastRow.From),
        [typeof(CallBatchRow)] = (row => ((CallBatchRow)row).ToEntity(), CallBatchRow.From),
        [typeof(CallDayRow)] = (row => ((CallDayRow)row).ToEntity(), CallDayRow.From),
        [typeof(CallSumRow)] = (row => ((CallSumRow)row).ToEntity(), CallSumRow.From),
        [typeof(CallWatermarkRow)] = (row => ((CallWatermarkRow)row).ToEntity(), CallWatermarkRow.From),
        [typeof(CountRow)] = (row => ((CountRow)row).ToEntity(), CountRow.From),
        [typeof(DemoRow)] = (row => ((DemoRow)row).ToEntity(), DemoRow.From),
        [typeof(EmailClaimRow)] = (row => ((EmailClaimRow)row).ToEntity(), EmailClaimRow.From),
        [typeof(FailedEmailRow)] = (row => ((FailedEmailRow)row).ToEntity(), FailedEmailRow.From),
        [typeof(FormRow)] = (row => ((FormRow)row).ToEntity(), FormRow.From),
        [typeof(LatestCallsRow)] = (row => ((LatestCallsRow)row).ToEntity(), LatestCallsRow.From),
        [typeof(LeaseRow)] = (row => ((LeaseRow)row).ToEntity(), LeaseRow.From),
        [typeof(NameRow)] = (row => ((NameRow)row).ToEntity(), NameRow.From),
        [typeof(Notification)] = (row => ((Notification)row).ToRow().ToEntity(100), entity => Notification.From(NotificationRow.From(entity))),
        [typeof(NotificationKeyRow)] = (row => ((NotificationKeyRow)row).ToEntity(), NotificationKeyRow.From),
        [typeof(NotificationRow)] = (row => ((NotificationRow)row).ToEntity(100), NotificationRow.From),
        [typeof(PasskeyRow)] = (row => ((PasskeyRow)row).ToEntity(100), PasskeyRow.From),
        [typeof(PendingEmailsRow)] = (row => ((PendingEmailsRow)row).ToEntity(100), PendingEmailsRow.From),
        [typeof(RecoveryCodesRow)] = (row => ((RecoveryCodesRow)row).ToEntity(100), RecoveryCodesRow.From),
        [typeof(RevocationRow)] = (row => ((RevocationRow)row).ToEntity(1, 2), RevocationRow.From),
        [typeof(SessionRow)] = (row => ((SessionRow)row).ToEntity(100, Time), SessionRow.From),
        [typeof(EmailTemplateRow)] = (row => ((EmailTemplateRow)row).ToEntity(), EmailTemplateRow.From),
        [typeof(SiteImageRow)] = (row => ((SiteImageRow)row).ToEntity(), SiteImageRow.From),
        [typeof(SettingsRow)] = (row => ((SettingsRow)row).ToEntity(), SettingsRow.From),
        [typeof(TicketRow)] = (row => ((TicketRow)row).ToEntity(100), TicketRow.From),
        [typeof(TotpRow)] = (row => ((TotpRow)row).ToEntity(100), TotpRow.From),
        [typeof(TokenRow)] = (row => ((TokenRow)row).ToEntity(100), TokenRow.From),
        [typeof(User)] = (row => ((User)row).ToRow().ToEntity(), entity => UserRow.From(entity).ToUser()),
        [typeof(UserRow)] = (row => ((UserRow)row).ToEntity(), UserRow.From),
    };

    /// <summary>The types that are sent through queues or stored in a column as JSON.</summary>
    public static readonly IReadOnlyDictionary<Type, JsonTypeInfo> Messages = new Dictionary<Type, JsonTypeInfo>
    {
        [typeof(BroadcastPart)] = NotificationJson.Default.BroadcastPart,
        [typeof(EmailRequest)] = EmailJson.Default.EmailRequest,
        [typeof(NotificationBatch)] = NotificationJson.Default.NotificationBatch,
        [typeof(SessionOwner)] = SessionOwnerJson.Default.SessionOwner,
    };

    /// <summary>Properties that are not stored, with the reason. A <see cref="RowVersion"/> never is.</summary>
    public static readonly IReadOnlyDictionary<string, string> NotStored = new Dictionary<string, string>
    {
        ["User.Updated"] = "storage's own time stamp",
        ["CallDayRow.Day"] = "the row key, which has whole days",
        ["UserRow.Updated"] = "storage's own time stamp",
    };

    /// <summary>Returns an instance in which every property differs from its default and from the others.</summary>
    public static object Fill(Type type)
    {
        var seed = 0;
        return Fill(type, ref seed);
    }

    public static IEnumerable<PropertyInfo> Stored(Type type) => type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
        .Where(property => property.SetMethod is not null && property.GetIndexParameters().Length == 0 && property.PropertyType != typeof(RowVersion) && !NotStored.ContainsKey($"{type.Name}.{property.Name}"));

    /// <summary>Returns a value in a comparable form: lists by their elements, bytes by their digits.</summary>
    public static string Text(object? value) => value switch
    {
        null => "null",
        byte[] bytes => Convert.ToHexString(bytes),
        string text => text,
        IDictionary map => string.Join(',', map.Keys.Cast<object>().Select(key => $"{key}={Text(map[key])}")),
        AuditRow row => Text(Stored(typeof(AuditRow)).Select(property => property.GetValue(row))),
        IEnumerable list => string.Join(',', list.Cast<object?>().Select(Text)),
        DateTimeOffset time => time.UtcDateTime.ToString("O", CultureInfo.InvariantCulture),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    /// <summary>Returns a small batch of calls.</summary>
    public static CallRecord[] Calls() =>
    [
        new("/v1/session/signin", 100, Time.ToUnixTimeMilliseconds(), 12, 200, "OK", false),
        new("/v1/profile/read", 0, Time.ToUnixTimeMilliseconds() + 5, 3, 500, "Internal Server Error", true, CallTransport.WebSocket),
    ];

    /// <summary>Returns the counts of these calls.</summary>
    public static CallCounts Counts()
    {
        var counts = new CallCounts();
        foreach (var call in Calls())
        {
            counts.Add(call);
        }

        return counts;
    }

    private static object Fill(Type type, ref int seed)
    {
        seed++;
        if (Simple(Nullable.GetUnderlyingType(type) ?? type, seed) is { } simple)
        {
            return simple;
        }

        if (type.IsArray)
        {
            var array = Array.CreateInstance(type.GetElementType()!, 2);
            array.SetValue(Fill(type.GetElementType()!, ref seed), 0);
            array.SetValue(Fill(type.GetElementType()!, ref seed), 1);
            return array;
        }

        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>))
        {
            return Fill(type.GetGenericArguments()[0].MakeArrayType(), ref seed);
        }

        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ImmutableArray<>))
        {
            var element = type.GetGenericArguments()[0];
            var items = Fill(element.MakeArrayType(), ref seed);
            return typeof(ImmutableArray).GetMethods().Single(method => method.Name == nameof(ImmutableArray.Create) && method.GetParameters() is [{ ParameterType.IsArray: true }])
                .MakeGenericMethod(element).Invoke(null, [items])!;
        }

        var constructor = type.GetConstructors().OrderByDescending(one => one.GetParameters().Length).First();
        var arguments = new List<object>();
        foreach (var parameter in constructor.GetParameters())
        {
            arguments.Add(Fill(parameter.ParameterType, ref seed));
        }

        var instance = constructor.Invoke([.. arguments]);
        foreach (var property in Stored(type))
        {
            property.SetValue(instance, Fill(property.PropertyType, ref seed));
        }

        return instance;
    }

    private static object? Simple(Type type, int seed) => type switch
    {
        _ when type == typeof(string) => $"text{seed}",
        _ when type == typeof(bool) => true,
        _ when type == typeof(int) => seed,
        _ when type == typeof(long) => 1_000L + seed,
        _ when type == typeof(byte[]) => new[] { (byte)seed, (byte)255 },
        _ when type == typeof(DateTimeOffset) => Time.AddSeconds(seed),
        _ when type == typeof(ETag) => new ETag($"\"{seed}\""),
        _ when type == typeof(ImmutableSortedDictionary<string, bool>) => ImmutableSortedDictionary<string, bool>.Empty.Add("admin", true).Add($"other{seed}", false),
        _ when type == typeof(ImmutableSortedDictionary<string, string>) => ImmutableSortedDictionary<string, string>.Empty.Add("one", $"text{seed}"),
        _ when type == typeof(ImmutableSortedDictionary<string, object>) => ImmutableSortedDictionary<string, object>.Empty.Add("flag", true).Add("number", seed).Add("text", $"text{seed}"),
        _ when type.IsEnum => Enum.GetValues(type).GetValue(Enum.GetValues(type).Length - 1),
        _ => null,
    };
}
