using System.Security.Cryptography;
using Serverless.Domain.UserNames;

namespace Serverless.Domain.Users;

/// <summary>Names and addresses for accounts of which nothing is known yet: <c>0c60b755</c> and <c>0c60b755@ideaegg.me</c> (document 004).</summary>
public static class GeneratedAccount
{
    private const int NameLength = 8;

    // The documented domain. It is not ours, so mail to it would go to somebody else.
    private const string Domain = "@ideaegg.me";

    /// <summary>A random name of 8 lower-case hexadecimal digits that cannot be read as a number, as <c>12345678</c> and <c>1e234567</c> could. It may be taken.</summary>
    public static string Name()
    {
        string name;
        do
        {
            name = RandomNumberGenerator.GetHexString(NameLength, lowercase: true);
        }
        while (UserName.IsAmbiguous(name));
        return name;
    }

    /// <summary>The made-up address of a name.</summary>
    public static string Address(string name) => name + Domain;

    /// <summary>Whether an address is made up, by us or by the caller.</summary>
    public static bool IsAddress(string email) => email.EndsWith(Domain, StringComparison.Ordinal);
}
