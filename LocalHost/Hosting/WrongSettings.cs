using Microsoft.Extensions.Options;

namespace Serverless.LocalHost;

/// <summary>Recognises a start that fails because of the settings and not because of the program.</summary>
public static class WrongSettings
{
    /// <summary>Returns a line for each wrong setting; null if the exception has another cause.</summary>
    /// <param name="failure">The exception that ended the start.</param>
    public static string? Sentences(Exception failure) => failure switch
    {
        OptionsValidationException wrong => string.Join('\n', wrong.Failures),
        InvalidOperationException { InnerException: FormatException or ArgumentException or OverflowException } => failure.Message,
        AggregateException several when several.InnerExceptions.All(inner => Sentences(inner) is not null) =>
            // One wrong setting can fail the options of several classes.
            string.Join('\n', several.InnerExceptions.SelectMany(inner => Sentences(inner)!.Split('\n')).Distinct()),
        _ => null,
    };
}
