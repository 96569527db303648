namespace Serverless.Storage.Forms;

/// <summary>
/// One step from one form of the stored data to the next. Steps run in the order of <see cref="To"/>, and then of their registration in
/// <c>Services.Storage.cs</c>, each by one instance at a time.
/// </summary>
/// <remarks>
/// <para>A step can be interrupted after any write and then runs again from its beginning. If one instance is slow, two instances can even run it at
/// once for a moment. So every write must be idempotent: an insert or a replacement whose key and content depend only on what is
/// migrated, or a change with the row's ETag.</para>
/// <para>The step runs while calls are refused, unless <see cref="AllowsServing"/>.</para>
/// </remarks>
public interface IMigrationStep
{
    /// <summary>Gets the form that the step leads to.</summary>
    int To { get; }

    /// <summary>Gets the unique name under which the version row records that the step is complete: letters, digits and hyphens.</summary>
    string Name { get; }

    /// <summary>Gets whether this version may serve calls before the step is complete.</summary>
    bool AllowsServing { get; }

    /// <summary>Returns the number of rows that the step has to check, for the dry run. Writes nothing.</summary>
    Task<long> Count(CancellationToken cancellation);

    /// <summary>Executes the step.</summary>
    /// <param name="progress">Receives every row or batch that is done.</param>
    /// <param name="cancellation">Ends the step between two writes.</param>
    Task Run(MigrationProgress progress, CancellationToken cancellation);
}
