using Microsoft.Extensions.Logging;
using Serverless.Telemetry;

namespace Serverless.Storage.Forms;

/// <summary>Checks the form of the stored data, and opens the <see cref="FormGate"/> or reports the remedy.</summary>
public sealed partial class StoredForm(RecogniseForm recognise, FormRows rows, Migrate migrate, FormState state, TimeProvider time, ILogger<StoredForm> logger)
{
    private const string Gone = "The version row of the stored data is gone. If the tables were cleared on purpose, restart the app; otherwise restore a backup. See docs/operations/upgrade.md.";

    /// <summary>Checks the data once. The gate stays closed while a new installation is set up.</summary>
    /// <returns>The version row of data that may be used or migrated; null if it must not be touched, or another instance was faster.</returns>
    public async Task<FormRow?> Check(CancellationToken cancellation) => await Judge(await recognise.Run(cancellation), cancellation);

    /// <summary>Checks again while the instance runs: another instance may have migrated the data. One read.</summary>
    internal async Task CheckAgain(CancellationToken cancellation)
    {
        var finding = await recognise.Run(cancellation);
        var isGone = finding.IsEmpty || finding.Row is { Version.IsStored: false };
        await Judge(isGone ? new() { Refusal = Gone } : finding, cancellation);
    }

    private async Task<FormRow?> Judge(FormFinding finding, CancellationToken cancellation)
    {
        if (finding.Refusal is { } refusal)
        {
            Refuse(refusal);
            return null;
        }

        var row = finding.IsEmpty
            ? await rows.TryWrite(new FormRow { Form = DataForm.Current, Product = ProductVersion.Full, Written = time.GetUtcNow() }, cancellation)
            : finding.Row;
        if (row is null)
        {
            return null;
        }

        if (row is { Form: DataForm.Current, Made: null })
        {
            return row; // tables, or root, are missing: the setup opens the gate
        }

        if (row.Form == DataForm.Current || migrate.Pending(row).All(step => step.AllowsServing))
        {
            state.Open();
        }
        else
        {
            Refuse($"The stored data is being migrated from form {row.Form} to form {DataForm.Current}. Calls are served when that is complete; the log says how far it is. See docs/operations/upgrade.md.");
        }

        return row;
    }

    private void Refuse(string sentence)
    {
        if (state.Refuse(sentence))
        {
            LogRefused(logger, sentence);
        }
    }

    [LoggerMessage(377, LogLevel.Error, "{Sentence} Until then every call is answered with 503.")]
    private static partial void LogRefused(ILogger logger, string sentence);
}
