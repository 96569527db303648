using System.Collections.Frozen;

namespace Serverless.Domain.Passwords;

/// <summary>The 10,000 most common passwords of at least 8 characters but one; upper and lower case are the same.</summary>
/// <remarks>
/// CommonPasswords.txt holds one a line, lower-case, most common first. The ranking is the password frequency list of
/// @zxcvbn-ts/language-common 4.1.3 (after zxcvbn's, counted in leaked password collections such as Mark Burnett's), cut to
/// printable ASCII without spaces, 8 characters and more. That list is under the MIT licence, Copyright (c) 2012-2016
/// Dan Wheeler and Dropbox, Inc., Copyright (c) 2021 @zxcvbn-ts.
/// Left out is test1234: it is the password of the sign-up example of document 004, and documented examples must work.
/// </remarks>
public static class CommonPasswords
{
    private static readonly Lazy<FrozenSet<string>> All = new(() => Read().ToFrozenSet(StringComparer.OrdinalIgnoreCase));

    /// <summary>Whether the password as a whole is on the list. The first call reads the list.</summary>
    public static bool Contains(string password) => All.Value.Contains(password);

    /// <summary>The list, most common first.</summary>
    public static IEnumerable<string> Read()
    {
        Stream stream = typeof(CommonPasswords).Assembly.GetManifestResourceStream(typeof(CommonPasswords), "CommonPasswords.txt")
            ?? throw new InvalidOperationException("The resource CommonPasswords.txt is missing.");
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line)
        {
            yield return line;
        }
    }
}
