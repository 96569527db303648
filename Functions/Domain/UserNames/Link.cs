using System.Security.Cryptography;
using System.Text;

namespace Serverless.Domain.UserNames;

/// <summary>
/// Represents an external account that can sign a user in. Each external account belongs to at most one user. Its identifier is stored only as a hash,
/// because knowing the identifier may be enough to sign in.
/// </summary>
/// <param name="Provider">The external service, in lower-case letters.</param>
/// <param name="Hash">The SHA-256 of the external identifier (UTF-8), 64 lower-case hexadecimal digits.</param>
public sealed record Link(string Provider, string Hash)
{
    private const char Separator = '.';

    /// <summary>Returns the link for an account of an external service.</summary>
    /// <param name="provider">The external service.</param>
    /// <param name="uid">The identifier of the account at the service. It is compared exactly.</param>
    public static Link Of(string provider, string uid) => new(provider, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(uid))));

    /// <summary>Returns the link as text, such as <c>wechat.9f86d0...</c>.</summary>
    public override string ToString() => $"{Provider}{Separator}{Hash}";

    internal static Link Parse(string text)
    {
        var separator = text.IndexOf(Separator, StringComparison.Ordinal);
        return new(text[..separator], text[(separator + 1)..]);
    }
}
