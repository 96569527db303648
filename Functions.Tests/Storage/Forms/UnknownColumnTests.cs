using System.Collections.Immutable;
using System.Reflection;
using Azure;
using Azure.Data.Tables;
using Serverless.Domain.EmailTokens;
using Serverless.Domain.Notifications;
using Serverless.Domain.SecondFactors;
using Serverless.Security;
using Serverless.Storage.Rows;

namespace Serverless.Tests.Storage.Forms;

/// <summary>
/// Tests that every row that is read, changed and replaced keeps the columns that a newer version of the app added (docs/operations/upgrade.md).
/// </summary>
public sealed class UnknownColumnTests
{
    /// <summary>The types whose rows are never read and then replaced, with the reason.</summary>
    private static readonly Dictionary<Type, string> NotReplaced = new()
    {
        [typeof(AuditMarkerRow)] = "an instance writes only its own row",
        [typeof(AuditOutboxRow)] = "the row never changes",
        [typeof(AuditRow)] = "the row never changes",
        [typeof(AuditSweepRow)] = "the row never changes",
        [typeof(CallBatchRow)] = "only a migration replaces batches, and only those of older versions",
        [typeof(CallDayRow)] = "derived from the call log; a change needs another version of counts, which has rows of its own",
        [typeof(CallSumRow)] = "an instance writes only its own row",
        [typeof(CallWatermarkRow)] = "derived from the call log; a change needs another version of counts, which has rows of its own",
        [typeof(EmailTemplateRow)] = "an administrator writes a whole template",
        [typeof(FailedEmailRow)] = "the row never changes",
        [typeof(LatestCallsRow)] = "derived from the call log; a change needs another version of counts, which has rows of its own",
        [typeof(Notification)] = "only changed by merges",
        [typeof(NotificationRow)] = "only changed by merges",
        [typeof(PendingEmailsRow)] = "the row never changes",
        [typeof(RevocationRow)] = "the row never changes",
        [typeof(SessionRow)] = "only changed by merges",
        [typeof(SiteImageRow)] = "the row never changes",
        [typeof(TokenRow)] = "only changed by merges",
    };

    private static readonly Dictionary<string, object> Unknown = new()
    {
        ["NewText"] = "text",
        ["NewFlag"] = true,
        ["NewNumber"] = 7,
        ["NewLong"] = 7L,
        ["NewDouble"] = 7.0,
        ["NewGuid"] = Guid.NewGuid(),
        ["NewBytes"] = new byte[] { 7 },
        ["NewTime"] = StoredRows.Time,
    };

    public static TheoryData<Type> Replaced => [.. StoredRows.Mappers.Keys.Except(NotReplaced.Keys)];

    [Theory]
    [MemberData(nameof(Replaced))]
    public void A_row_that_is_replaced_keeps_unknown_columns(Type type)
    {
        var (write, read) = StoredRows.Mappers[type];
        var stored = Stored(type);
        var replaced = write(read(stored));
        Assert.Equal(stored.ETag, replaced.ETag);
        Assert.All(Unknown, column => Assert.Equal(column.Value, replaced[column.Key]));
        Assert.NotSame(stored, replaced); // the row can be written again
    }

    [Fact]
    public void The_list_of_rows_that_are_not_replaced_is_current()
    {
        Assert.Empty(NotReplaced.Keys.Except(StoredRows.Mappers.Keys));
        Assert.All(NotReplaced.Keys, type =>
        {
            var (write, read) = StoredRows.Mappers[type];
            Assert.False(write(read(Stored(type))).ContainsKey("NewText"), $"{type.Name} keeps unknown columns. Remove it from the list.");
        });
    }

    /// <summary>A replacement begins with the columns that were read. So a mapper that does not remove an empty column would keep the old value.</summary>
    [Theory]
    [MemberData(nameof(Replaced))]
    public void A_property_that_becomes_empty_has_the_column_of_a_new_row(Type type)
    {
        var (write, read) = StoredRows.Mappers[type];
        var checkedProperties = 0;
        foreach (var property in StoredRows.Stored(type))
        {
            if (!TryGetEmpty(property, out var empty))
            {
                continue;
            }

            var added = StoredRows.Fill(type);
            property.SetValue(added, empty);
            var changed = read(Stored(type));
            property.SetValue(changed, empty);
            var (expected, actual) = (write(added), write(changed));
            if (expected.RowKey != actual.RowKey || expected.PartitionKey != actual.PartitionKey)
            {
                continue; // the property is the key, which never changes
            }

            Assert.Equal((property.Name, Describe(expected)), (property.Name, Describe(actual)));
            checkedProperties++;
        }

        Assert.True(checkedProperties > 0 || type == typeof(RecoveryCodesRow) || type == typeof(SettingsRow), $"{type.Name} has no property that can be empty.");
    }

    [Fact]
    public void The_next_secret_of_an_email_is_written_into_the_row_of_the_first()
    {
        var stored = ActionSecrets.Issue(Credential.Create(CredentialKind.PasswordReset, 100, 7), "ann@example.com", StoredRows.Time, StoredRows.Time).ToEntity();
        stored["NewText"] = "text";
        var next = ActionSecrets.Issue(Credential.Create(CredentialKind.PasswordReset, 100, 7), "ann@example.com", StoredRows.Time, StoredRows.Time, ActionRow.From(stored)).ToEntity();
        Assert.NotEqual(stored.GetBinary(nameof(ActionRow.Hash)), next.GetBinary(nameof(ActionRow.Hash)));
        Assert.Equal("text", next["NewText"]);
    }

    [Fact]
    public void New_recovery_codes_begin_with_a_new_row()
    {
        var (codes, row) = RecoveryCode.Create();
        var stored = row.ToEntity(100);
        stored["NewText"] = "about these codes";
        var used = RecoveryCode.Use(RecoveryCodesRow.From(stored), codes[0])!.Value.Row.ToEntity(100);
        Assert.Equal("about these codes", used["NewText"]);
        Assert.NotEqual(stored.GetBinary(nameof(RecoveryCodesRow.Hashes)), used.GetBinary(nameof(RecoveryCodesRow.Hashes)));
    }

    [Fact]
    public void A_row_that_was_written_can_be_the_base_of_the_next_write()
    {
        var first = CountRow.From(Stored(typeof(CountRow)));
        var written = (first with { Failures = 8 }).ToEntity();
        written.ETag = new ETag("\"2\"");
        var second = first with { Failures = 8, Version = first.Version.After(written) };
        var next = (second with { Failures = 9 }).ToEntity();
        Assert.Equal((written.ETag, 9, "text"), (next.ETag, next.GetInt32(nameof(CountRow.Failures)), next["NewText"]));
        Assert.Equal(second.Version, CountRow.From(written).Version);
        Assert.NotEqual(first.Version, second.Version);
    }

    /// <summary>Returns a row as a newer version stored it.</summary>
    private static TableEntity Stored(Type type)
    {
        var stored = StoredRows.Mappers[type].Write(StoredRows.Fill(type));
        stored.ETag = new ETag("\"1\"");
        foreach (var (column, value) in Unknown)
        {
            stored[column] = value;
        }

        return stored;
    }

    private static string Describe(TableEntity entity) => string.Join('\n', entity
        .Where(column => column.Value is not null && column.Key is not "odata.etag" && !Unknown.ContainsKey(column.Key))
        .OrderBy(column => column.Key, StringComparer.Ordinal)
        .Select(column => $"{column.Key} {StoredRows.Text(column.Value)}"));

    private static bool TryGetEmpty(PropertyInfo property, out object? empty)
    {
        var type = property.PropertyType;
        empty = type switch
        {
            _ when type == typeof(bool) => false,
            _ when type == typeof(int) => 0,
            _ when type == typeof(long) => 0L,
            _ when type.IsGenericType && type.GetGenericTypeDefinition() is var generic && (generic == typeof(ImmutableArray<>) || generic == typeof(ImmutableSortedDictionary<,>)) =>
                type.GetField("Empty", BindingFlags.Public | BindingFlags.Static)!.GetValue(null),
            _ => null,
        };
        return empty is not null || new NullabilityInfoContext().Create(property).WriteState == NullabilityState.Nullable;
    }
}
