using System.Globalization;
using System.Net;

namespace Serverless.LocalHost;

/// <summary>The options of the local host, and the settings given as <c>--Name value</c>.</summary>
internal sealed class CommandLine
{
    public const string Usage = """
        Runs the function app in this process.

          --port N         listen on port N (7071; 0 picks a free one)
          --host ADDRESS   listen on this address (127.0.0.1; * for all)
          --verbose        say how long each part of the start takes
          --quiet          no listing, no log
          --version        the app's version and commit
          --help, -h       this text

        --verbose and --quiet take =true or =false.

        Settings: --Some:Name value, --Some__Name=value. They win over environment variables (Some__Name), which win over
        "Values" in local.settings.json. local.settings.sample.json lists all of them with their defaults.
        """;

    public int? Port { get; private set; }

    public IPAddress Address { get; private set; } = IPAddress.Loopback;

    public bool Verbose { get; private set; }

    public bool Quiet { get; private set; }

    public bool Help { get; private set; }

    public bool Version { get; private set; }

    public Dictionary<string, string?> Settings { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <exception cref="LocalHostException">An option is unknown, or its value missing or wrong (exit code 2).</exception>
    public static CommandLine Parse(IReadOnlyList<string> args)
    {
        var line = new CommandLine();
        for (var i = 0; i < args.Count; i++)
        {
            var (name, value) = args[i].Split('=', 2) is [var before, var after] ? (before, after) : (args[i], null);
            string Value() => value ?? (i + 1 < args.Count && !args[i + 1].StartsWith("--", StringComparison.Ordinal)
                ? args[++i]
                : throw Wrong($"{name} needs a value: {name}=value."));
            switch (name)
            {
                case "--port": line.Port = PortNumber(Value()); break;
                case "--host": line.Address = ListenAddress(Value()); break;
                case "--verbose": line.Verbose = Switch(name, value); break;
                case "--quiet": line.Quiet = Switch(name, value); break;
                case "--version": line.Version = Switch(name, value); break;
                case "--help" or "-h": line.Help = Switch(name, value); break;
                case var _ when IsSetting(name): line.Settings[name[2..].Replace("__", ":", StringComparison.Ordinal)] = Value(); break;
                default: throw Wrong($"Unknown option {name}.");
            }
        }

        return line;
    }

    /// <summary>Returns whether a name is a setting. Options are lower case; settings begin with a capital or have a section, so typos are detected.</summary>
    private static bool IsSetting(string name) =>
        name.StartsWith("--", StringComparison.Ordinal) && name.Length > 2
        && (char.IsAsciiLetterUpper(name[2]) || name.Contains(':', StringComparison.Ordinal) || name.Contains("__", StringComparison.Ordinal));

    /// <summary>Returns the value of an option that is on or off. Without a value it is on. The next argument is never its value.</summary>
    private static bool Switch(string name, string? value) => value is null
        || (bool.TryParse(value, out var isOn) ? isOn : throw Wrong($"{name} takes true or false, not \"{value}\"."));

    private static int PortNumber(string text) => ushort.TryParse(text, CultureInfo.InvariantCulture, out var port)
        ? port
        : throw Wrong($"--port takes a number from 0 to 65535, not \"{text}\".");

    private static IPAddress ListenAddress(string text) => text switch
    {
        "localhost" => IPAddress.Loopback,
        "*" => IPAddress.Any,
        _ => IPAddress.TryParse(text, out var address) ? address : throw Wrong($"--host takes an IP address, localhost or *, not \"{text}\"."),
    };

    private static LocalHostException Wrong(string what) => new($"{what} --help lists the options.") { ExitCode = 2 };
}
