using Serverless.Storage;
using Serverless.Storage.Forms;

namespace Serverless.Operator;

/// <summary>Brings the stored data into the form of this version before the app starts, or prints what that would do.</summary>
public sealed class MigrateData(Tables tables, RecogniseForm recognise, Migrate migrate)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(3);

    /// <summary>Migrates the data; waits while another instance does.</summary>
    /// <exception cref="OperatorException">The data must not be touched.</exception>
    public async Task Run(CancellationToken cancellation)
    {
        while (await Find(cancellation) is { Row: { Form: not DataForm.Current } row })
        {
            await tables.Create(cancellation);
            if (await migrate.Run(row, cancellation))
            {
                Console.WriteLine($"The stored data was migrated from form {row.Form} to form {DataForm.Current}.");
                return;
            }

            Console.WriteLine("Waiting for another instance, or for instances of older versions to stop.");
            await Task.Delay(Pause, TimeProvider.System, cancellation);
        }

        Console.WriteLine($"Nothing is to be migrated: this version reads and writes form {DataForm.Current}.");
    }

    /// <summary>Prints what <see cref="Run"/> would do. Writes nothing.</summary>
    /// <exception cref="OperatorException">The data must not be touched.</exception>
    public async Task DescribePending(CancellationToken cancellation)
    {
        var found = await Find(cancellation);
        if (found.Row is not { Form: not DataForm.Current } row)
        {
            Console.WriteLine(found.IsEmpty ? "There is no data yet." : $"Nothing is to be migrated: the stored data has form {DataForm.Current}.");
            return;
        }

        Console.WriteLine($"The stored data has form {row.Form}; this version reads form {DataForm.Current}. --migrate, or the start of the app, would carry out:");
        foreach (var step in migrate.Pending(row))
        {
            Console.WriteLine($"  {step.Name}: {await step.Count(cancellation)} rows{(step.AllowsServing ? ", while calls are served" : "")}");
        }

        Console.WriteLine("Nothing was changed.");
    }

    private async Task<FormFinding> Find(CancellationToken cancellation)
    {
        var found = await recognise.Run(cancellation);
        return found.Refusal is { } refusal ? throw new OperatorException(refusal) : found;
    }
}
