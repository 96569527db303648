namespace Serverless.Api.Shared.Http;

/// <summary>
/// Reads the Authorization header. <c>Bearer token</c>, <c>Basic token</c> (document 001; the token itself, not Base64) and a bare token
/// are equivalent.
/// </summary>
public static class AuthorizationHeader
{
    /// <summary>Returns the token in a header value; null without a header.</summary>
    public static string? Token(string? header)
    {
        if (header is null)
        {
            return null;
        }

        var value = header.AsSpan().Trim();
        foreach (var scheme in (ReadOnlySpan<string>)["Bearer", "Basic"])
        {
            if (value.Length > scheme.Length && char.IsWhiteSpace(value[scheme.Length]) && value.StartsWith(scheme, StringComparison.OrdinalIgnoreCase))
            {
                return value[scheme.Length..].Trim().ToString();
            }
        }

        return value.ToString();
    }
}
