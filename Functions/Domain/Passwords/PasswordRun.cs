using System.Text;

namespace Serverless.Domain.Passwords;

/// <summary>Recognises sequences such as <c>aaaaaaaa</c>, <c>12345678</c> and <c>hgfedcba</c>: each character follows from the previous one.</summary>
internal static class PasswordRun
{
    // The length of the shortest entry in the common list. An operator who sets a lower minimum accepts short sequences.
    private const int Shortest = 8;

    public static bool Is(string password)
    {
        var (length, step, last) = (0, 0, default(Rune));
        foreach (var character in password.EnumerateRunes())
        {
            var next = Rune.ToLowerInvariant(character);
            if (length == 1)
            {
                step = Step(last, next);
            }
            else if (length > 1 && Step(last, next) != step)
            {
                return false;
            }

            last = next;
            length++;
        }

        return length >= Shortest && step is -1 or 0 or 1;
    }

    // On a keyboard, 0 follows 9.
    private static int Step(Rune from, Rune to) => (from.Value, to.Value) switch
    {
        ('9', '0') => 1,
        ('0', '9') => -1,
        var (first, second) => second - first,
    };
}
