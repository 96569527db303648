using Microsoft.Extensions.Logging;

namespace Serverless.Storage.Index;

/// <summary>The log messages about generations.</summary>
internal sealed partial class IndexLog(ILogger logger)
{
    /// <summary>Logs that a rebuild began.</summary>
    [LoggerMessage(322, LogLevel.Information, "Started to build the trees {Generation} of the index. Readers use {Current} until they are complete.")]
    public partial void Started(string generation, string current);

    /// <summary>Logs the progress of a rebuild.</summary>
    [LoggerMessage(323, LogLevel.Information, "Building the trees {Generation} of the index: {Count} documents so far.")]
    public partial void Progress(string generation, int count);

    /// <summary>Logs that all documents were read.</summary>
    [LoggerMessage(324, LogLevel.Information, "Built the trees {Generation} of the index from {Count} documents. Readers use them when the changes made meanwhile are folded.")]
    public partial void Built(string generation, int count);

    /// <summary>Logs that readers use a generation.</summary>
    [LoggerMessage(325, LogLevel.Information, "Readers now use the trees {Generation} of the index.")]
    public partial void Switched(string generation);

    /// <summary>Logs that the generation of an older version is kept.</summary>
    [LoggerMessage(327, LogLevel.Information, "The trees {Previous} of the index are kept until {KeptUntil}, for instances of the older app.")]
    public partial void KeptPrevious(string previous, DateTimeOffset? keptUntil);

    /// <summary>Logs that generations were dropped.</summary>
    [LoggerMessage(326, LogLevel.Warning, "Dropped the trees {Generations} of the index. An instance of another version recorded a change without what these trees show. Readers use {Current}.")]
    public partial void Dropped(string generations, string current);
}
