using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace Serverless.LocalHost;

/// <summary>
/// The log on the console, with .NET's own settings: <c>Logging__LogLevel__…</c>, <c>Logging__Console__FormatterName</c> (simple, json or
/// systemd) and <c>Logging__Console__FormatterOptions__…</c>.
/// </summary>
internal static class ConsoleLog
{
    private const string Section = "Logging";
    private const string Formatter = "Logging:Console:FormatterName";
    private const string Timestamp = "yyyy-MM-ddTHH:mm:ss.fffZ";

    private static readonly string[] Formatters = [ConsoleFormatterNames.Simple, ConsoleFormatterNames.Json, ConsoleFormatterNames.Systemd];

    /// <summary>Returns whether the format is lines of JSON.</summary>
    public static bool IsJson(IConfiguration configuration) =>
        ConsoleFormatterNames.Json.Equals(configuration[Formatter], StringComparison.OrdinalIgnoreCase);

    /// <summary>Adds the console with defaults that differ from .NET's: one line for each entry, UTC time, and in JSON the trace.</summary>
    public static void Add(ILoggingBuilder logging, IConfiguration configuration)
    {
        // Before the settings are bound to the same options, so that they win. Without a name .NET uses the simple format, but none of its options.
        logging.Services.Configure<ConsoleLoggerOptions>(options => options.FormatterName = ConsoleFormatterNames.Simple);
        logging.Services.Configure<SimpleConsoleFormatterOptions>(options =>
        {
            (options.SingleLine, options.TimestampFormat, options.UseUtcTimestamp) = (true, Timestamp + " ", true);
            options.ColorBehavior = LoggerColorBehavior.Default;
        });
        logging.Services.Configure<JsonConsoleFormatterOptions>(options => (options.TimestampFormat, options.UseUtcTimestamp, options.IncludeScopes) = (Timestamp, true, true));
        logging.AddConfiguration(configuration.GetSection(Section));
        logging.AddConsole();
        logging.Configure(options => options.ActivityTrackingOptions = ActivityTrackingOptions.TraceId | ActivityTrackingOptions.SpanId | ActivityTrackingOptions.ParentId);
    }

    /// <summary>Refuses values for which .NET would print a stack trace, or which it would ignore.</summary>
    /// <exception cref="LocalHostException">A setting is wrong.</exception>
    public static void Check(IConfiguration configuration)
    {
        if (configuration[Formatter] is { } name && !Formatters.Contains(name, StringComparer.OrdinalIgnoreCase))
        {
            throw Wrong(Formatter, name, "simple, json or systemd");
        }

        foreach (var (key, value) in configuration.GetSection(Section).AsEnumerable())
        {
            if (value is not null && Allowed(key, value) is { } allowed)
            {
                throw Wrong(key, value, allowed);
            }
        }
    }

    /// <summary>Returns the allowed values of a setting; null if the value is allowed, or is not checked.</summary>
    private static string? Allowed(string key, string value) => key.ToUpperInvariant().Split(':') switch
    {
        [.., "LOGLEVEL", _] or [.., "CONSOLE", "LOGTOSTANDARDERRORTHRESHOLD"] when !IsName<LogLevel>(value) => "Trace, Debug, Information, Warning, Error, Critical or None",
        [.., "CONSOLE", "MAXQUEUELENGTH"] when !int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var length) || length == 0 => "an integer from 1 to 2147483647",
        [.., "CONSOLE", "QUEUEFULLMODE"] when !IsName<ConsoleLoggerQueueFullMode>(value) => "Wait or DropWrite",
        [.., "FORMATTEROPTIONS", "SINGLELINE" or "INCLUDESCOPES" or "USEUTCTIMESTAMP"] when !bool.TryParse(value, out _) => "true or false",
        [.., "FORMATTEROPTIONS", "COLORBEHAVIOR"] when !IsName<LoggerColorBehavior>(value) => "Default, Enabled or Disabled",
        [.., "FORMATTEROPTIONS", "TIMESTAMPFORMAT"] when !IsTimeFormat(value) => $"a .NET format of dates and times, as in {Timestamp}",
        _ => null,
    };

    private static bool IsName<T>(string value)
        where T : struct, Enum => Enum.GetNames<T>().Contains(value, StringComparer.OrdinalIgnoreCase);

    private static bool IsTimeFormat(string format)
    {
        try
        {
            _ = DateTimeOffset.UnixEpoch.ToString(format, CultureInfo.InvariantCulture);
            return true;
        }
        catch (FormatException)
        {
            return false;
        }
    }

    private static LocalHostException Wrong(string key, string value, string allowed) =>
        new($"{key.Replace(":", "__", StringComparison.Ordinal)} is {(value.Length == 0 ? "empty" : $"\"{value}\"")}; it must be {allowed}.");
}
