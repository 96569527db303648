namespace Serverless.Accounts.Index;

/// <summary>The index was changed while it was read.</summary>
#pragma warning disable CA1032, CA1064 // thrown and caught within the index
internal sealed class IndexChangedException : Exception;
#pragma warning restore CA1032, CA1064
