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

    /// <summary>Whether lines of JSON are asked for.</summary>
    public static bool IsJson(IConfiguration configuration) =>
        ConsoleFormatterNames.Json.Equals(configuration[Formatter], StringComparison.OrdinalIgnoreCase);

    /// <summary>Adds the console with what is better here than .NET's defaults: one line each, UTC time, and in JSON the trace.</summary>
    public static void Add(ILoggingBuilder logging, IConfiguration configuration)
    {
        // Before the settings are bound to the same options, so that they win. Without a name .NET takes the simple format, but none of its options.
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

    /// <summary>Refuses values that .NET would answer with a stack trace, or pass over.</summary>
    /// <exception cref="LocalHostException">A setting is wrong.</exception>
    public static void Check(IConfiguration configuration)
    {
        if (configuration[Formatter] is { } name && !Formatters.Contains(name, StringComparer.OrdinalIgnoreCase))
        {
            throw Wrong(Formatter, name, "simple, json or systemd");
        }

        foreach (var (key, value) in configuration.GetSection(Section).AsEnumerable().Where(setting => setting.Value is not null))
        {
            if (key.Contains(":LogLevel:", StringComparison.OrdinalIgnoreCase) && !Enum.GetNames<LogLevel>().Contains(value, StringComparer.OrdinalIgnoreCase))
            {
                throw Wrong(key, value!, "Trace, Debug, Information, Warning, Error, Critical or None");
            }

            if (IsFlag(key) && !bool.TryParse(value, out _))
            {
                throw Wrong(key, value!, "true or false");
            }

            if (key.EndsWith(":FormatterOptions:ColorBehavior", StringComparison.OrdinalIgnoreCase) && !Enum.GetNames<LoggerColorBehavior>().Contains(value, StringComparer.OrdinalIgnoreCase))
            {
                throw Wrong(key, value!, "Default, Enabled or Disabled");
            }
        }
    }

    private static bool IsFlag(string key) => key.Split(':') is [.., "FormatterOptions", var name]
        && name.ToUpperInvariant() is "SINGLELINE" or "INCLUDESCOPES" or "USEUTCTIMESTAMP";

    private static LocalHostException Wrong(string key, string value, string allowed) =>
        new($"{key.Replace(":", "__", StringComparison.Ordinal)} is {(value.Length == 0 ? "empty" : $"\"{value}\"")}; it must be {allowed}.");
}
