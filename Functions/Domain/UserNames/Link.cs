using System.Security.Cryptography;
using System.Text;

namespace Serverless.Domain.UserNames;

/// <summary>
/// An account elsewhere that signs a user in. Unique: one account there is one user here. What the other service calls the account is
/// stored as a hash only, because whoever knows it may be able to sign in with it.
/// </summary>
/// <param name="Provider">The service, lower-case letters.</param>
/// <param name="Hash">SHA-256 of what it calls the account (UTF-8), 64 lower-case hexadecimal digits.</param>
public sealed record Link(string Provider, string Hash)
{
    private const char Separator = '.';

    /// <summary>The link of an account of a service.</summary>
    /// <param name="provider">The service.</param>
    /// <param name="uid">What it calls the account; every character counts.</param>
    public static Link Of(string provider, string uid) => new(provider, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(uid))));

    /// <summary>As in <c>wechat.9f86d0...</c>.</summary>
    public override string ToString() => $"{Provider}{Separator}{Hash}";

    internal static Link Parse(string text)
    {
        var separator = text.IndexOf(Separator, StringComparison.Ordinal);
        return new(text[..separator], text[(separator + 1)..]);
    }
}
