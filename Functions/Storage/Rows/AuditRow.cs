using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Azure.Data.Tables;

namespace Serverless.Storage.Rows;

/// <summary>Represents an event of the audit log, as stored. Users are identified by their pseudonyms.</summary>
public sealed record AuditRow
{
    private const int KeyDigits = 19;

    private static readonly ImmutableSortedDictionary<string, string> NoDetails = ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);

    /// <summary>Gets the id.</summary>
    public required long Id { get; init; }

    /// <summary>Gets the time of the event.</summary>
    public required DateTimeOffset Date { get; init; }

    /// <summary>Gets the name of the event.</summary>
    public required string Event { get; init; }

    /// <summary>Gets the pseudonym of the user that the event is about; 0 if there is none.</summary>
    public long Subject { get; init; }

    /// <summary>Gets the kind of the actor.</summary>
    public required string ActorKind { get; init; }

    /// <summary>Gets the pseudonym of the acting user; 0 if there is none.</summary>
    public long Actor { get; init; }

    /// <summary>Gets the IP address of the caller.</summary>
    public string? Ip { get; init; }

    /// <summary>Gets the program of the caller.</summary>
    public string? Device { get; init; }

    /// <summary>Gets the family of the call.</summary>
    public string? Family { get; init; }

    /// <summary>Gets whether the actor did not achieve what they tried.</summary>
    public bool HasFailed { get; init; }

    /// <summary>Gets whether the event belongs to no change, and is in no partition of a user.</summary>
    public bool IsAlone { get; init; }

    /// <summary>Gets further facts, by name.</summary>
    public ImmutableSortedDictionary<string, string> Details { get; init; } = NoDetails;

    /// <summary>Gets the key of the event. Later events come first. An event has the same key wherever it is copied.</summary>
    [JsonIgnore]
    internal string Key => NewestFirst(Date) + "-" + Storage.Key.Encode(Id);

    /// <summary>Returns a text that sorts after the key of an event, and before the keys of all earlier events.</summary>
    internal static string After(string key) => key + "!"; // before all digits

    /// <summary>Returns a text that sorts after the keys of the events at a time, and before those of all earlier events.</summary>
    internal static string Before(DateTimeOffset date) => NewestFirst(date) + "."; // after the hyphen

    /// <summary>Returns whether a text is the key of an event.</summary>
    internal static bool IsKey(string text) =>
        DateOf(text) is not null && text[KeyDigits] == '-' && long.TryParse(text.AsSpan(KeyDigits + 1), NumberStyles.None, CultureInfo.InvariantCulture, out _);

    /// <summary>Returns the time of the event with a key; null if the text is not a key.</summary>
    internal static DateTimeOffset? DateOf(string key) =>
        key.Length > KeyDigits && long.TryParse(key.AsSpan(0, KeyDigits), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && long.MaxValue - number <= DateTimeOffset.MaxValue.UtcTicks
            ? new DateTimeOffset(long.MaxValue - number, TimeSpan.Zero)
            : null;

    /// <summary>Returns a text that sorts later times first.</summary>
    internal static string NewestFirst(DateTimeOffset date) => (long.MaxValue - date.UtcTicks).ToString("D19", CultureInfo.InvariantCulture);

    internal TableEntity ToEntity(string partition, string keyPrefix = "")
    {
        var entity = new TableEntity(partition, keyPrefix + Key) { [nameof(Id)] = Id, [nameof(Date)] = Date, [nameof(Event)] = Event, [nameof(ActorKind)] = ActorKind };
        entity.Set(nameof(Subject), Subject == 0 ? null : Subject);
        entity.Set(nameof(Actor), Actor == 0 ? null : Actor);
        entity.Set(nameof(Ip), Ip);
        entity.Set(nameof(Device), Device);
        entity.Set(nameof(Family), Family);
        entity.Set(nameof(HasFailed), HasFailed ? true : null);
        entity.Set(nameof(IsAlone), IsAlone ? true : null);
        entity.Set(nameof(Details), Details.IsEmpty ? null : JsonSerializer.Serialize(Details, AuditRowJson.Default.ImmutableSortedDictionaryStringString));
        return entity;
    }

    internal static AuditRow From(TableEntity entity) => new()
    {
        Id = entity.GetInt64(nameof(Id)) ?? 0,
        Date = entity.GetDateTimeOffset(nameof(Date)) ?? default,
        Event = entity.GetString(nameof(Event)),
        Subject = entity.GetInt64(nameof(Subject)) ?? 0,
        ActorKind = entity.GetString(nameof(ActorKind)),
        Actor = entity.GetInt64(nameof(Actor)) ?? 0,
        Ip = entity.GetString(nameof(Ip)),
        Device = entity.GetString(nameof(Device)),
        Family = entity.GetString(nameof(Family)),
        HasFailed = entity.GetBoolean(nameof(HasFailed)) ?? false,
        IsAlone = entity.GetBoolean(nameof(IsAlone)) ?? false,
        Details = entity.GetString(nameof(Details)) is { } details ? JsonSerializer.Deserialize(details, AuditRowJson.Default.ImmutableSortedDictionaryStringString)! : NoDetails,
    };

    /// <summary>Returns the text of several rows.</summary>
    internal static string Format(IReadOnlyList<AuditRow> rows) => JsonSerializer.Serialize([.. rows], AuditRowJson.Default.AuditRowArray);

    /// <summary>Returns the rows of a text.</summary>
    internal static IReadOnlyList<AuditRow> Parse(string text) => JsonSerializer.Deserialize(text, AuditRowJson.Default.AuditRowArray) ?? [];
}

/// <summary>Converts stored events to and from JSON.</summary>
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(AuditRow[]))]
[JsonSerializable(typeof(ImmutableSortedDictionary<string, string>))]
internal sealed partial class AuditRowJson : JsonSerializerContext;
