using System.Globalization;

namespace Serverless.Domain.Settings;

/// <summary>Works with colours as in <c>#1d4ed8</c>.</summary>
public static class SiteColor
{
    /// <summary>The colour of a site that chose none.</summary>
    public const string Default = "#1d4ed8";

    private const string Black = "#000000";
    private const string White = "#ffffff";

    /// <summary>Returns whether a text is a colour.</summary>
    public static bool IsValid(string text) => text.Length == 7 && text[0] == '#' && text.Skip(1).All(char.IsAsciiHexDigit);

    /// <summary>Returns black or white, whichever is easier to read on a colour. The contrast is 4.5 to 1 at least (WCAG 2.2, 1.4.3).</summary>
    public static string TextOn(string color)
    {
        var luminance = (0.2126 * Channel(color, 1)) + (0.7152 * Channel(color, 3)) + (0.0722 * Channel(color, 5));
        return 1.05 / (luminance + 0.05) >= (luminance + 0.05) / 0.05 ? White : Black;
    }

    private static double Channel(string color, int at)
    {
        var value = int.Parse(color.AsSpan(at, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture) / 255.0;
        return value <= 0.04045 ? value / 12.92 : Math.Pow((value + 0.055) / 1.055, 2.4);
    }
}
