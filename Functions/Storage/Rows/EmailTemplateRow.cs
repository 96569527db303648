using Azure.Data.Tables;

namespace Serverless.Storage.Rows;

/// <summary>Represents a template of an email that administrators changed, in table Settings beside the settings.</summary>
/// <param name="Kind">The name of the email.</param>
/// <param name="Language">The tag of the language.</param>
/// <param name="Subject">The subject.</param>
/// <param name="Text">The plain text.</param>
/// <param name="Html">The HTML.</param>
public sealed record EmailTemplateRow(string Kind, string Language, string Subject, string Text, string Html)
{
    internal const string KeyPrefix = "template;";

    /// <summary>The version of rows that this version of the app writes. It ignores rows of newer versions.</summary>
    public const int CurrentFormat = 1;

    /// <summary>Gets the version of the row.</summary>
    public int Format { get; init; } = CurrentFormat;

    internal static string Key(string kind, string language) => $"{KeyPrefix}{kind};{language}";

    internal TableEntity ToEntity() => new(SettingsRow.Partition, Key(Kind, Language))
    {
        [nameof(Format)] = Format,
        [nameof(Subject)] = Subject,
        [nameof(Text)] = Text,
        [nameof(Html)] = Html,
    };

    /// <summary>Returns the row of an entity. A missing column is an empty text, which no template has.</summary>
    internal static EmailTemplateRow From(TableEntity entity)
    {
        var parts = entity.RowKey[KeyPrefix.Length..].Split(';');
        return new(parts[0], parts.Length == 2 ? parts[1] : "", Column(entity, nameof(Subject)), Column(entity, nameof(Text)), Column(entity, nameof(Html)))
        {
            Format = entity.TryGetValue(nameof(Format), out var format) && format is int number ? number : 0,
        };
    }

    private static string Column(TableEntity entity, string column) => entity.TryGetValue(column, out var value) && value is string text ? text : "";
}
