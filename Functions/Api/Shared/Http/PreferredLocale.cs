using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using Serverless.Domain.Languages;

namespace Serverless.Api.Shared.Http;

/// <summary>Finds the language that a client prefers, by the header <c>Accept-Language</c> (RFC 9110, section 12.5.4).</summary>
public static class PreferredLocale
{
    /// <summary>The longest header that is read, in characters. A browser sends a fraction of it.</summary>
    private const int Longest = 1_000;

    /// <summary>Returns the best match of the supported languages; null if the client accepts none of them, or does not say.</summary>
    public static string? Of(HttpRequest? request) => request is null ? null : Of(request.Headers.AcceptLanguage.ToString());

    /// <summary>Returns the best match of the supported languages. A region is ignored: <c>de-AT</c> matches <c>de</c>.</summary>
    public static string? Of(string accepted) =>
        accepted.Length is > 0 and <= Longest && StringWithQualityHeaderValue.TryParseList([accepted], out var values)
            ? values.Where(value => value.Quality != 0)
                .OrderByDescending(value => value.Quality ?? 1)
                .Select(value => Locale.All.FirstOrDefault(tag => tag.Equals(value.Value.Value?.Split('-')[0], StringComparison.OrdinalIgnoreCase)))
                .FirstOrDefault(tag => tag is not null)
            : null;
}
