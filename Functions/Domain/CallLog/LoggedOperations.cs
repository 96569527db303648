namespace Serverless.Domain.CallLog;

/// <summary>The operations whose calls are logged.</summary>
/// <param name="ids">Returns their ids, in order. Called on first use, because some operations need the statistics themselves.</param>
public sealed class LoggedOperations(Func<IReadOnlyList<string>> ids)
{
    private readonly Lazy<IReadOnlyList<string>> _ids = new(ids);

    /// <summary>Gets the ids of all operations, in order.</summary>
    public IReadOnlyList<string> Ids => _ids.Value;
}
