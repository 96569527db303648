using System.ComponentModel.DataAnnotations;

namespace Serverless.Api.Shared.Http;

/// <summary>The origins whose web pages may read responses: section <c>Cors</c> of the settings.</summary>
public sealed class CorsOptions : IValidatableObject
{
    /// <summary>Gets or sets the origins, such as <c>https://app.example.com</c>, separated by commas; <c>*</c> alone for all; empty for none.</summary>
    public string AllowedOrigins { get; set; } = "";

    /// <summary>Gets whether all origins are allowed.</summary>
    public bool AllowsAll => AllowedOrigins.Trim() == "*";

    /// <summary>Gets the origins as a list.</summary>
    public IReadOnlyList<string> Origins => AllowedOrigins.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    /// <inheritdoc />
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        foreach (var origin in AllowsAll ? [] : Origins)
        {
            // The origin must be written as browsers write it, because origins are compared exactly.
            if (!Uri.TryCreate(origin, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https") || origin != url.GetLeftPart(UriPartial.Authority) || url.UserInfo.Length > 0)
            {
                yield return new ValidationResult(
                    $"""Cors__AllowedOrigins has "{(origin.Length > 64 ? origin[..64] + "…" : origin)}", which is not an origin: write https://app.example.com, in lower case, without path and without the usual port; or * alone.""",
                    [nameof(AllowedOrigins)]);
            }
        }
    }
}
