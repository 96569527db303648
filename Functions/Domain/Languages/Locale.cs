using System.Collections.Immutable;
using Serverless.Domain.Failures;

namespace Serverless.Domain.Languages;

/// <summary>Provides the languages of emails. A user and the site choose one by its tag (BCP 47).</summary>
public static class Locale
{
    /// <summary>The language of a site that chose none.</summary>
    public const string Default = "en";

    /// <summary>Gets the tags of all languages. Each has a file <c>Email/Languages/&lt;tag&gt;.json</c>.</summary>
    public static ImmutableArray<string> All { get; } = ["de", "en", "zh"];

    /// <summary>Gets the allowed values, in words that complete "must be …".</summary>
    public static string Allowed { get; } = string.Join(", ", All.Select(tag => $"\"{tag}\""));

    /// <summary>Returns whether there is a language with a tag.</summary>
    public static bool IsSupported(string tag) => All.Contains(tag);

    /// <summary>Returns why a text cannot be the language of a user; null if it can, or if it is null.</summary>
    public static Refusal? Refuse(string? tag) => tag is null || IsSupported(tag) ? null : new Refusal(Reason.LocaleInvalid, $"Language must be one of {Allowed}, or null");
}
