using Microsoft.Extensions.Options;

namespace Serverless.Settings;

/// <summary>Turns the exception for wrong settings into text for the person at the terminal.</summary>
public static class WrongSettings
{
    /// <summary>Returns a line for each wrong setting; null if the exception is about something else.</summary>
    public static string? Describe(Exception exception) => exception switch
    {
        OptionsValidationException one => string.Join('\n', one.Failures),
        AggregateException several when several.InnerExceptions.All(inner => inner is OptionsValidationException) =>
            string.Join('\n', several.InnerExceptions.Select(Describe)),
        _ => null,
    };
}
