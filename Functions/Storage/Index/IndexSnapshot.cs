namespace Serverless.Storage.Index;

/// <summary>The index at one moment.</summary>
public abstract class IndexSnapshot
{
    /// <summary>Returns a tree.</summary>
    public abstract Task<TreeView> Tree(string name, CancellationToken cancellation);
}
