namespace Serverless.Storage.Index;

/// <summary>Thrown when parts of the index that were read one after the other do not fit together. The reader starts over.</summary>
internal sealed class IndexChangedException : Exception;
