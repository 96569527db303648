using System.Globalization;
using System.Text;

namespace Serverless.Security;

/// <summary>
/// Unicode normalisation form C (UAX #15). <see cref="string.Normalize(NormalizationForm)"/> needs ICU and returns non-ASCII texts unchanged when
/// globalization is invariant, as it is here.
/// </summary>
public static class UnicodeComposition
{
    private const int HangulBase = 0xAC00;
    private const int HangulCount = 11172;
    private const int LeadBase = 0x1100;
    private const int LeadCount = 19;
    private const int VowelBase = 0x1161;
    private const int VowelCount = 21;
    private const int TailBase = 0x11A7;
    private const int TailCount = 28;

    // All characters below are in form C already.
    private const char FirstMark = '\u0300';

    private static readonly Lazy<Tables> Data = new(Read);

    /// <summary>Returns the text in form C. A text that is not well-formed Unicode stays as it is.</summary>
    public static string Compose(string text)
    {
        if (!text.AsSpan().ContainsAnyInRange(FirstMark, char.MaxValue) || HasLoneSurrogate(text))
        {
            return text;
        }

        var data = Data.Value;
        var decomposed = new List<int>(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            Decompose(rune.Value, decomposed, data);
        }

        Order(decomposed, data);
        var composed = new StringBuilder(text.Length);
        foreach (var value in Compose(decomposed, data))
        {
            composed.Append(new Rune(value).ToString());
        }

        return composed.ToString();
    }

    private static bool HasLoneSurrogate(ReadOnlySpan<char> text)
    {
        while (!text.IsEmpty)
        {
            if (Rune.DecodeFromUtf16(text, out _, out var length) != System.Buffers.OperationStatus.Done)
            {
                return true;
            }

            text = text[length..];
        }

        return false;
    }

    private static void Decompose(int value, List<int> into, Tables data)
    {
        var syllable = value - HangulBase;
        if (syllable is >= 0 and < HangulCount)
        {
            into.Add(LeadBase + (syllable / (VowelCount * TailCount)));
            into.Add(VowelBase + (syllable % (VowelCount * TailCount) / TailCount));
            if (syllable % TailCount != 0)
            {
                into.Add(TailBase + (syllable % TailCount));
            }
        }
        else if (data.Parts.TryGetValue(value, out var parts))
        {
            foreach (var part in parts)
            {
                Decompose(part, into, data);
            }
        }
        else
        {
            into.Add(value);
        }
    }

    /// <summary>Sorts consecutive marks by their class, and keeps the order of marks of one class.</summary>
    private static void Order(List<int> values, Tables data)
    {
        for (var i = 1; i < values.Count; i++)
        {
            for (var j = i; j > 0 && data.Class(values[j]) != 0 && data.Class(values[j - 1]) > data.Class(values[j]); j--)
            {
                (values[j], values[j - 1]) = (values[j - 1], values[j]);
            }
        }
    }

    private static List<int> Compose(List<int> values, Tables data)
    {
        var composed = new List<int>(values.Count);
        var (starter, last) = (-1, -1);
        foreach (var value in values)
        {
            var combiningClass = data.Class(value);
            if (starter >= 0 && last < combiningClass && data.Pair(composed[starter], value) is { } pair)
            {
                composed[starter] = pair;
                continue;
            }

            (starter, last) = combiningClass == 0 ? (composed.Count, -1) : (starter, combiningClass);
            composed.Add(value);
        }

        return composed;
    }

    private static Tables Read()
    {
        Stream stream = typeof(UnicodeComposition).Assembly.GetManifestResourceStream(typeof(UnicodeComposition), "UnicodeComposition.txt")
            ?? throw new InvalidOperationException("The resource UnicodeComposition.txt is missing.");
        using var reader = new StreamReader(stream);
        var data = new Tables();
        while (reader.ReadLine() is { } line)
        {
            if (line.Length == 0 || line[0] == '#')
            {
                continue;
            }

            var fields = line.Split(';');
            var value = int.Parse(fields[0], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            data.Classes[value] = int.Parse(fields[1], CultureInfo.InvariantCulture);
            if (fields[2].Length == 0)
            {
                continue;
            }

            int[] parts = [.. fields[2].Split(' ').Select(part => int.Parse(part, NumberStyles.HexNumber, CultureInfo.InvariantCulture))];
            data.Parts[value] = parts;
            if (fields.Length > 3)
            {
                data.Pairs[(parts[0], parts[1])] = value;
            }
        }

        return data;
    }

    private sealed class Tables
    {
        public Dictionary<int, int> Classes { get; } = [];

        public Dictionary<int, int[]> Parts { get; } = [];

        public Dictionary<(int First, int Second), int> Pairs { get; } = [];

        public int Class(int value) => Classes.GetValueOrDefault(value);

        public int? Pair(int first, int second)
        {
            var (lead, vowel) = (first - LeadBase, second - VowelBase);
            if (lead is >= 0 and < LeadCount && vowel is >= 0 and < VowelCount)
            {
                return HangulBase + (((lead * VowelCount) + vowel) * TailCount);
            }

            var (syllable, tail) = (first - HangulBase, second - TailBase);
            return syllable is >= 0 and < HangulCount && syllable % TailCount == 0 && tail is > 0 and < TailCount ? first + tail
                : Pairs.TryGetValue((first, second), out var pair) ? pair
                : null;
        }
    }
}
