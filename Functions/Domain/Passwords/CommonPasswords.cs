using System.Text;

namespace Serverless.Domain.Passwords;

/// <summary>Provides the 10,000 most common passwords of at least 8 characters, except one. Upper and lower case are equal.</summary>
/// <remarks>
/// CommonPasswords.txt has one password per line, in lower case, most common first. The ranking is the password frequency list of
/// @zxcvbn-ts/language-common 4.1.3 (after zxcvbn's, counted in leaked password collections such as Mark Burnett's). It is limited to
/// printable ASCII without spaces, 8 characters and more. That list is under the MIT licence, Copyright (c) 2012-2016
/// Dan Wheeler and Dropbox, Inc., Copyright (c) 2021 @zxcvbn-ts.
/// The password test1234 is omitted. The sign-up example of document 004 uses it, and documented examples must work.
/// </remarks>
public static class CommonPasswords
{
    // The text itself: a search takes less than 20 us, and a set of strings would take 1.5 MB and several milliseconds at the start.
    private static readonly Lazy<byte[]> Text = new(ReadText);

    /// <summary>Returns whether the whole password is on the list. The first call reads the list.</summary>
    public static bool Contains(string password) =>
        !password.Any(letter => !char.IsAscii(letter) || char.IsControl(letter))
        && Text.Value.AsSpan().IndexOf(Encoding.ASCII.GetBytes($"\n{password.ToLowerInvariant()}\n")) >= 0;

    /// <summary>Returns the list, most common first.</summary>
    public static IEnumerable<string> Read() => Encoding.ASCII.GetString(Text.Value).Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Returns the list with a line break before and after each password.</summary>
    private static byte[] ReadText()
    {
        using var stream = typeof(CommonPasswords).Assembly.GetManifestResourceStream(typeof(CommonPasswords), "CommonPasswords.txt")
            ?? throw new InvalidOperationException("The resource CommonPasswords.txt is missing.");
        var text = new byte[stream.Length + 1];
        text[0] = (byte)'\n';
        stream.ReadExactly(text.AsSpan(1));
        return text;
    }
}
