using System.Buffers;

namespace Serverless.Domain.SignIn;

/// <summary>
/// Converts a User-Agent header to a display name. A known browser with its version and system becomes <c>Chrome v96.0.4664.110 on Windows 10</c>.
/// For any other program the header itself is the name (sessions.md 3).
/// </summary>
public static class ProgramName
{
    /// <summary>The token and the name of each browser. The order matters, because a browser also sends the tokens of the browsers it descends from.</summary>
    private static readonly (string Token, string Name)[] Browsers =
    [
        ("Edg/", "Edge"), ("EdgA/", "Edge"), ("EdgiOS/", "Edge"), ("Edge/", "Edge"), ("OPR/", "Opera"), ("OPT/", "Opera"), ("Vivaldi/", "Vivaldi"), ("YaBrowser/", "Yandex"),
        ("SamsungBrowser/", "Samsung Browser"), ("FxiOS/", "Firefox"), ("Firefox/", "Firefox"), ("CriOS/", "Chrome"), ("Chrome/", "Chrome"), ("Version/", "Safari"),
    ];

    /// <summary>The systems that include their version in the header.</summary>
    private static readonly (string Token, string Name)[] Systems =
    [
        ("iPhone OS ", "iOS"), ("CPU OS ", "iOS"), ("Android ", "Android"), ("Intel Mac OS X ", "Mac OS"), ("Windows Phone ", "Windows Phone"),
    ];

    private static readonly (string Token, string Name)[] WindowsVersions =
    [
        ("Windows NT 10.0", "Windows 10"), ("Windows NT 6.3", "Windows 8.1"), ("Windows NT 6.2", "Windows 8"), ("Windows NT 6.1", "Windows 7"),
    ];

    private const string Mobile = "Mobile ";
    private const int LongestVersion = 32;

    private static readonly SearchValues<char> VersionCharacters = SearchValues.Create("0123456789._");

    private static readonly string[] PlainSystems = ["Ubuntu", "Fedora", "Debian", "Android", "CrOS", "Linux"];

    /// <summary>Returns the display name for a User-Agent header.</summary>
    public static string Of(string userAgent) =>
        Browser(userAgent) is { } browser && OperatingSystem(userAgent) is { } system ? $"{browser} on {system}" : userAgent;

    /// <summary>Returns whether a display name is that of a known browser and system. Any other can contain anything.</summary>
    public static bool IsKnown(string name)
    {
        var (browser, system) = Cut(name, " on ");
        var (program, version) = Cut(browser, " v");
        program = program.StartsWith(Mobile, StringComparison.Ordinal) ? program[Mobile.Length..] : program;
        return IsVersion(version) && Array.Exists(Browsers, known => known.Name == program)
            && (PlainSystems.Contains(system) || Array.Exists(WindowsVersions, windows => windows.Name == system)
                || Array.Exists(Systems, known => system.StartsWith(known.Name + " ", StringComparison.Ordinal) && IsVersion(system[(known.Name.Length + 1)..])));
    }

    private static (string Before, string After) Cut(string text, string separator) =>
        text.IndexOf(separator, StringComparison.Ordinal) is >= 0 and var at ? (text[..at], text[(at + separator.Length)..]) : (text, "");

    private static bool IsVersion(string text) => text.Length is > 0 and <= LongestVersion && !text.AsSpan().ContainsAnyExcept(VersionCharacters);

    private static string? Browser(string userAgent)
    {
        foreach (var (token, name) in Browsers)
        {
            if (VersionAfter(" " + token, userAgent) is { } version)
            {
                var isSafari = name == "Safari";
                return isSafari && !userAgent.Contains(" Safari/", StringComparison.Ordinal)
                    ? null
                    : $"{(isSafari && userAgent.Contains(" Mobile/", StringComparison.Ordinal) ? Mobile : "")}{name} v{version}";
            }
        }

        return null;
    }

    private static string? OperatingSystem(string userAgent)
    {
        foreach (var (token, name) in Systems)
        {
            if (VersionAfter(token, userAgent) is { } version)
            {
                return $"{name} {version}";
            }
        }

        return WindowsVersions.FirstOrDefault(windows => userAgent.Contains(windows.Token, StringComparison.Ordinal)).Name
            ?? Array.Find(PlainSystems, system => userAgent.Contains(system, StringComparison.Ordinal));
    }

    /// <summary>Returns the version that follows a text. Underscores become points. Null if there is none.</summary>
    private static string? VersionAfter(string token, string userAgent)
    {
        var at = userAgent.IndexOf(token, StringComparison.Ordinal);
        if (at < 0)
        {
            return null;
        }

        var rest = userAgent.AsSpan(at + token.Length);
        var end = rest.IndexOfAnyExcept(VersionCharacters);
        var version = (end < 0 ? rest : rest[..end]).ToString().Replace('_', '.').Trim('.');
        return version.Length > 0 ? version : null;
    }
}
