using System.Globalization;
using Microsoft.Extensions.Logging;
using Serverless.Telemetry;

namespace Serverless.Storage.Forms;

/// <summary>
/// Brings stored data into the current form. One instance leads, by a lease in the version row. The row also contains the complete steps, so
/// the next leader continues there.
/// </summary>
/// <remarks>
/// Instances of an older version that read the version row stop within <see cref="WatchForm.Interval"/> after the migration is announced. The first
/// step waits for them. Calls are served as soon as all remaining steps allow it. Revision c2ef8d8 reads no version row: it must be stopped before.
/// </remarks>
public sealed partial class Migrate(FormRows rows, IEnumerable<IMigrationStep> steps, FormState state, TimeProvider time, ILogger<Migrate> logger)
{
    /// <summary>The time for which the first step waits for instances of an older version.</summary>
    public static readonly TimeSpan Notice = 2 * WatchForm.Interval;

    private readonly string _instance = Ids.Random().ToString("x16", CultureInfo.InvariantCulture);
    private string? _knownLeader;

    /// <summary>Returns the steps that are still pending for data with this version row.</summary>
    public IReadOnlyList<IMigrationStep> Pending(FormRow row) =>
        [.. steps.Where(step => step.To > row.Form && step.To <= DataForm.Current && !row.Done.Contains(step.Name)).OrderBy(step => step.To)];

    /// <summary>Continues the migration, if no other instance does.</summary>
    /// <param name="row">The version row as it was read.</param>
    /// <param name="cancellation">Ends the migration between two writes.</param>
    /// <returns>Whether the data has the current form now. If not, read the row and try again.</returns>
    public async Task<bool> Run(FormRow row, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        if (row.Leader is { } leader && leader != _instance && row.LeaderUntil > now)
        {
            if (Interlocked.Exchange(ref _knownLeader, leader) != leader)
            {
                LogOtherLeads(logger, leader);
            }

            return false;
        }

        var since = row.MovingSince ?? now;
        var lead = row with { MovingTo = DataForm.Current, MovingSince = since, Leader = _instance, LeaderUntil = now + MigrationProgress.Lease, Written = row.Version.IsStored ? row.Written : now };
        if (await rows.TryWrite(lead, cancellation) is not { } stored)
        {
            return false;
        }

        if (row.Form != DataForm.Unversioned && now - since < Notice)
        {
            LogNotice(logger, DataForm.Current, since + Notice);
            return false;
        }

        try
        {
            await Run(new MigrationProgress(rows, stored, time, logger), cancellation);
            return true;
        }
        catch (LeadershipLostException)
        {
            return false;
        }
    }

    private async Task Run(MigrationProgress progress, CancellationToken cancellation)
    {
        var from = progress.Row.Form;
        var pending = Pending(progress.Row);
        foreach (var (i, step) in pending.Index())
        {
            if (pending.Skip(i).All(left => left.AllowsServing))
            {
                state.Open();
            }

            LogStep(logger, step.Name, step.To);
            progress.Begin(step.Name);
            await step.Run(progress, cancellation);
            await progress.Write(progress.Row with { Done = progress.Row.Done.Add(step.Name), LeaderUntil = time.GetUtcNow() + MigrationProgress.Lease }, cancellation);
            LogStepDone(logger, step.Name, progress.Count);
        }

        await progress.Write(
            new FormRow { Form = DataForm.Current, Product = ProductVersion.Full, Written = time.GetUtcNow(), Version = progress.Row.Version }, cancellation);
        LogDone(logger, from, DataForm.Current);
    }

    [LoggerMessage(371, LogLevel.Information, "Instance {Leader} is migrating the stored data; waiting for it.")]
    private static partial void LogOtherLeads(ILogger logger, string leader);

    [LoggerMessage(372, LogLevel.Information, "A migration of the stored data to form {Form} is announced; it begins at {Time}, when instances of older versions have stopped.")]
    private static partial void LogNotice(ILogger logger, int form, DateTimeOffset time);

    [LoggerMessage(373, LogLevel.Information, "Migration step {Step}, to form {Form}, begins.")]
    private static partial void LogStep(ILogger logger, string step, int form);

    [LoggerMessage(375, LogLevel.Information, "Migration step {Step} is complete: {Count} rows.")]
    private static partial void LogStepDone(ILogger logger, string step, long count);

    [LoggerMessage(376, LogLevel.Information, "The stored data was migrated from form {From} to form {To}.")]
    private static partial void LogDone(ILogger logger, int from, int to);
}
