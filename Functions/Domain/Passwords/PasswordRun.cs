using System.Text;

namespace Serverless.Domain.Passwords;

/// <summary>Recognises sequences such as <c>aaaaaaaa</c>, <c>12345678</c> and <c>hgfedcba</c>: each character follows from the previous one.</summary>
internal static class PasswordRun
{
    // The length of the shortest entry in the common list. An operator who sets a lower minimum accepts short sequences.
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

    // On a keyboard, 0 follows 9.
    private static int Step(Rune from, Rune to) => (from.Value, to.Value) switch
    {
        ('9', '0') => 1,
        ('0', '9') => -1,
        var (first, second) => second - first,
    };
}
