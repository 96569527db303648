using System.Text;

namespace Serverless.Domain.Passwords;

/// <summary>Recognises <c>aaaaaaaa</c>, <c>12345678</c>, <c>hgfedcba</c>: each character follows from the one before it.</summary>
internal static class PasswordRun
{
    // As short as the shortest entry of the common list: who sets the minimum lower has asked for short passwords.
    private const int Shortest = 8;

    public static bool Is(string password)
    {
        Rune[] runes = [.. password.EnumerateRunes().Select(Rune.ToLowerInvariant)];
        if (runes.Length < Shortest)
        {
            return false;
        }

        int step = Step(runes[0], runes[1]);
        return step is -1 or 0 or 1 && runes.Zip(runes.Skip(1), Step).All(next => next == step);
    }

    // On a keyboard 0 follows 9.
    private static int Step(Rune from, Rune to) => (from.Value, to.Value) switch
    {
        ('9', '0') => 1,
        ('0', '9') => -1,
        var (first, second) => second - first,
    };
}
