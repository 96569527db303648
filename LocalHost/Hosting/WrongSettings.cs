using Microsoft.Extensions.Options;

namespace Serverless.LocalHost;

/// <summary>Tells a start that fails because of the settings from one that fails because of the program.</summary>
public static class WrongSettings
{
    /// <summary>Returns what is wrong with the settings, a line for each; null if the exception is about something else.</summary>
    /// <param name="failure">The exception that ended the start.</param>
    public static string? Sentences(Exception failure) => failure switch
    {
        AggregateException several when several.InnerExceptions.All(IsWrongSetting) => string.Join('\n', several.InnerExceptions.Select(e => e.Message)),
        _ when IsWrongSetting(failure) => failure.Message,
        _ => null,
    };

    /// <summary>A value that its options class refuses, or that is not even of the right type.</summary>
    private static bool IsWrongSetting(Exception e) => e is OptionsValidationException or InvalidOperationException { InnerException: FormatException };
}
