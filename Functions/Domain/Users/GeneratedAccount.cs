using System.Security.Cryptography;
using Serverless.Domain.UserNames;

namespace Serverless.Domain.Users;

/// <summary>Generates names and email addresses, such as <c>0c60b755</c> and <c>0c60b755@ideaegg.me</c> (document 004).</summary>
public static class GeneratedAccount
{
    private const int NameLength = 8;

    // The documented domain. The project does not own it, so emails sent to it would reach a third party.
    private const string Domain = "@ideaegg.me";

    /// <summary>
    /// Returns a random name of 8 lower-case hexadecimal digits. It cannot be read as a number, as <c>12345678</c> and <c>1e234567</c> could. It may be taken.
    /// </summary>
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

    /// <summary>Returns the generated email address for a name.</summary>
    public static string Address(string name) => name + Domain;

    /// <summary>Returns whether an email address is generated, by this program or by the caller.</summary>
    public static bool IsAddress(string email) => email.EndsWith(Domain, StringComparison.Ordinal);
}
