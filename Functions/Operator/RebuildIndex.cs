using Serverless.Domain.Users;
using Serverless.Domain.Users.Index;
using Serverless.Storage;
using Serverless.Storage.Exports;

namespace Serverless.Operator;

/// <summary>
/// Rebuilds the user index, from which lists and searches read, from the users themselves. The app may run meanwhile: lists use the old index until the
/// new one is complete.
/// </summary>
public sealed class RebuildIndex(Tables tables, UserIndex index, EraseUser eraseUser)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>Rebuilds the index.</summary>
    public async Task Run(CancellationToken cancellation)
    {
        foreach (var name in new[] { nameof(Tables.Accounts), nameof(Tables.Changes), nameof(Tables.Index) })
        {
            await StoredTable.Named(tables, name)!.Create(cancellation);
        }

        var count = await index.Rebuild(cancellation) ?? throw new OperatorException("Another process is rebuilding the index.");
        while (true)
        {
            await index.Fold(eraseUser.Finish, cancellation);
            if (await index.IsReady(cancellation))
            {
                break;
            }

            // Changes of the last seconds can be folded when their time bucket has ended.
            await Task.Delay(Pause, TimeProvider.System, cancellation);
        }

        Console.WriteLine($"Rebuilt the index: {count} users.");
    }
}
