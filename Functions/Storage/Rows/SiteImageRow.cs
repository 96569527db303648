using Azure.Data.Tables;

namespace Serverless.Storage.Rows;

/// <summary>Represents an image of the site, in table Settings beside the settings. A row never changes: another image has another name.</summary>
/// <param name="Name">The file name, which has the hash of the content.</param>
/// <param name="Content">The bytes of the image.</param>
public sealed record SiteImageRow(string Name, byte[] Content)
{
    internal const string KeyPrefix = "image;";

    internal static string Key(string name) => KeyPrefix + name;

    internal TableEntity ToEntity() => new(SettingsRow.Partition, Key(Name)) { [nameof(Content)] = Content };

    internal static SiteImageRow From(TableEntity entity) => new(entity.RowKey[KeyPrefix.Length..], entity.GetBinary(nameof(Content)) ?? []);
}

/// <summary>Represents the images that change with the settings.</summary>
/// <param name="Added">The image to add; null for none.</param>
/// <param name="Removed">The file name of the image to delete; null for none.</param>
public readonly record struct SiteImages(SiteImageRow? Added, string? Removed);
