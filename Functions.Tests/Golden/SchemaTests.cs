using System.Text.Json;
using Serverless.Domain.CallLog;
using Serverless.Domain.EmailTokens;
using Serverless.Domain.UserNames;
using Serverless.Security;
using Serverless.Startup;
using Serverless.Storage;
using Serverless.Storage.Forms;
using Serverless.Storage.Rows;
using Serverless.Tests.Rules;
using Serverless.Tests.Storage.Forms;

namespace Serverless.Tests.Golden;

/// <summary>
/// Checks the file <c>form-N/schema.txt</c> of the current form, which describes all stored data: columns with their types, messages, packed bytes,
/// keys. It changes only on purpose.
/// </summary>
public sealed class SchemaTests
{
    private const string Update = "SERVERLESS_UPDATE_SCHEMA";

    private static readonly string File = $"Functions.Tests/Golden/form-{DataForm.Current}/schema.txt";

    [Fact]
    public void The_schema_file_of_the_current_form_is_current()
    {
        var schema = string.Join('\n', Lines()) + "\n";
        if (Environment.GetEnvironmentVariable(Update) is { Length: > 0 })
        {
            var path = Path.Combine(Repository.Root, File);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            System.IO.File.WriteAllText(path, schema);
        }

        var (expected, actual) = (Repository.Read(File).Split('\n'), schema.Split('\n'));
        Assert.True(
            expected.SequenceEqual(actual),
            $"""
            A stored form changed:
            {string.Join('\n', expected.Except(actual).Select(line => "- " + line).Concat(actual.Except(expected).Select(line => "+ " + line)))}
            If older code may ignore the change, and this code reads rows without it, run this test once with {Update}=1 and commit {File}.
            Otherwise raise DataForm.Current, write a golden export of the form before and a migration step: docs/operations/upgrade.md.
            """);
    }

    [Fact]
    public void Every_form_has_a_golden_export_and_a_migration_to_the_next()
    {
        for (var form = DataForm.Unversioned; form <= DataForm.Current; form++)
        {
            var folder = GoldenData.Folder(form);
            Assert.True(System.IO.File.Exists(Path.Combine(folder, "Accounts.jsonl")), $"There is no golden export of form {form} in {folder}: run the explicit test GoldenExport.");
            Assert.True(
                form == DataForm.Current ||
                typeof(App).Assembly.GetTypes().Any(type => type is { IsClass: true, IsAbstract: false } && type.IsAssignableTo(typeof(IMigrationStep)) && type.Namespace == "Serverless.Migrations"),
                "There is no migration step.");
        }
    }

    private static IEnumerable<string> Lines()
    {
        yield return $"form {DataForm.Current}";
        foreach (var (type, mapper) in StoredRows.Mappers.OrderBy(mapper => mapper.Key.Name, StringComparer.Ordinal))
        {
            var row = mapper.Write(StoredRows.Fill(type));
            yield return $"{type.Name} partition={row.PartitionKey} row={row.RowKey}";
            foreach (var (column, value) in row.Where(column => column.Key is not ("PartitionKey" or "RowKey" or "odata.etag" or "Timestamp")).OrderBy(column => column.Key, StringComparer.Ordinal))
            {
                yield return $"{type.Name}.{column} {value?.GetType().Name}{(value is string text ? " " + text : "")}";
            }
        }

        foreach (var (type, json) in StoredRows.Messages.OrderBy(message => message.Key.Name, StringComparer.Ordinal))
        {
            yield return $"{type.Name} json={JsonSerializer.Serialize(StoredRows.Fill(type), json)}";
        }

        foreach (var name in (Name[])[
            new(NameKind.Login, "ann"), new(NameKind.Login, "ann@example.com"), new(NameKind.Telegram, "ann"), new(NameKind.Link, Link.Of("wechat", "x").ToString()), new(NameKind.PrivateToken, "7")])
        {
            var row = new NameRow { Key = name.Key, Owner = 100 }.ToEntity();
            yield return $"Names {row.PartitionKey} {row.RowKey} {string.Join(',', row.Keys.Except(["PartitionKey", "RowKey"]).Order(StringComparer.Ordinal))}";
        }

        foreach (var value in Enum.GetValues<ActionPurpose>())
        {
            yield return $"ActionPurpose {value}";
        }

        var batch = Assert.Single(CallBatch.Pack(StoredRows.Calls(), () => CallBatchRow.NewKey("1", 2))).ToRow(Minutes.Of(StoredRows.Time));
        yield return $"CallBatch row={batch.Key} {string.Join(',', batch.ToEntity().Keys.Order(StringComparer.Ordinal))}";
        yield return $"CallSum row={CallSumRow.KeyOf(batch.Key)}";
        yield return $"CallBatch calls={Convert.ToHexString(PackedCalls.Pack(StoredRows.Calls()))}";
        yield return $"CallBatch counts={Convert.ToHexString(StoredRows.Counts().Pack())}";
        var action = ActionSecrets.Issue(Credential.Create(CredentialKind.PasswordReset, 100, 7), "ann@example.com", StoredRows.Time, StoredRows.Time).ToEntity();
        yield return $"ActionRow {action.RowKey} {string.Join(',', action.Keys.Order(StringComparer.Ordinal))}";
    }
}
