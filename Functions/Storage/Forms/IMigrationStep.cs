namespace Serverless.Storage.Forms;

/// <summary>
/// One step from one form of the stored data to the next. Steps run in the order of <see cref="To"/>, and then of their registration in
/// <c>Services.cs</c>, each by one instance at a time.
/// </summary>
/// <remarks>
/// <para>A step can be cut off after any write and then runs again from its beginning; two instances can even run it at once for a moment, when the
/// first one was slow. So every write must be idempotent: an insert or a replacement under a key and with content that depend only on what is
/// migrated, or a change under the row's ETag.</para>
/// <para>The step runs while calls are refused, unless <see cref="AllowsServing"/>.</para>
/// </remarks>
public interface IMigrationStep
{
    /// <summary>Gets the form that the step leads to.</summary>
    int To { get; }

    /// <summary>Gets the unique name under which the version row remembers that the step is complete: letters, digits and hyphens.</summary>
    string Name { get; }

    /// <summary>Gets whether this version may serve calls before the step is complete.</summary>
    bool AllowsServing { get; }

    /// <summary>Returns how many rows the step has to look at, for the dry run. Writes nothing.</summary>
    Task<long> Count(CancellationToken cancellation);

    /// <summary>Carries the step out.</summary>
    /// <param name="progress">To be told of every row or batch that is done.</param>
    /// <param name="cancellation">Ends it between two writes.</param>
    Task Run(MigrationProgress progress, CancellationToken cancellation);
}
