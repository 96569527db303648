using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Serverless.Domain.Users;
using Serverless.Storage;
using Serverless.Storage.Rows;

namespace Serverless.Operator.Demo;

/// <summary>
/// Fills an empty local installation with generated users and a week of calls, so that lists and charts have something to show. The data depends only on the
/// time of the first run. A run that ends early is continued by the next one.
/// </summary>
public sealed class FillDemo(
    Tables tables, DemoQueues queues, Ids ids, DemoRows rows, AccountRows accounts, EnsureRoot ensureRoot, DemoUsers users, DemoCalls calls, FollowUps followUps, IOptions<RootOptions> root, TimeProvider time)
{
    /// <summary>Refuses storage accounts and every environment but that of developers.</summary>
    /// <exception cref="OperatorException">The installation is not local.</exception>
    public static void RequireLocal(IConfiguration configuration, IHostEnvironment environment)
    {
        if (!StorageConnection.Of(configuration).IsLocal)
        {
            throw new OperatorException("--demo was not carried out. It fills only local storage, and AzureWebJobsStorage names a storage account. Leave the setting out, or set it to UseDevelopmentStorage=true.");
        }

        if (!environment.IsDevelopment())
        {
            throw new OperatorException($"--demo was not carried out. It is for the environment Development, and this is {environment.EnvironmentName}. Do not set AZURE_FUNCTIONS_ENVIRONMENT or DOTNET_ENVIRONMENT.");
        }
    }

    /// <summary>Fills the installation, or continues an earlier run.</summary>
    /// <param name="console">The URL of the console; null if it is unknown.</param>
    /// <param name="cancellation">Ends the command. The next run continues it.</param>
    /// <exception cref="OperatorException">The installation has users already.</exception>
    public async Task Run(Uri? console, CancellationToken cancellation)
    {
        await Task.WhenAll(tables.Create(cancellation), queues.Create(cancellation));
        var demo = await rows.Find(cancellation) ?? await Begin(cancellation);
        var hasRoot = await accounts.FindUser(User.RootId, cancellation) is not null;
        await ensureRoot.Run(cancellation);
        if (demo.IsComplete)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"The demo data is there already. It was created at {demo.Begun:yyyy-MM-dd HH:mm} UTC. For new data, stop the app and delete the folders .azurite and .mail."));
        }
        else
        {
            var pseudonyms = await users.Run(demo, cancellation);
            await calls.Run(demo, pseudonyms, cancellation);
            await rows.TryUpdate(demo with { IsComplete = true }, cancellation); // a second process may have been faster
            Console.WriteLine("The demo data is complete.");
        }

        await followUps.Finish();
        Explain(console, hasRoot);
    }

    private async Task<DemoRow> Begin(CancellationToken cancellation)
    {
        if (await accounts.AllUsers(cancellation).AnyAsync(user => user.Id != User.RootId, cancellation))
        {
            throw new OperatorException("--demo was not carried out. This installation has users. Fill an empty one: stop the app and delete the folders .azurite and .mail, or set Storage__Prefix to a new name.");
        }

        var begun = DateTimeOffset.FromUnixTimeSeconds(time.GetUtcNow().ToUnixTimeSeconds());
        await rows.TryAdd(new() { Begun = begun, FirstUser = await ids.LeaseBlock(DemoPeople.Count, cancellation) }, cancellation);
        return (await rows.Find(cancellation))!; // that of another process, if it was faster
    }

    private void Explain(Uri? console, bool hadRoot)
    {
        var password = root.Value.Password is { Length: > 0 } ? "the password in Root__Password"
            : hadRoot ? "the password that the first start printed (--reset-root prints a new one)"
            : "the password above";
        Console.WriteLine("Start the app, unless it runs: dotnet run --project Functions");
        Console.WriteLine($"Then open {console?.AbsoluteUri ?? "the address that it prints"} in a browser, and sign in as root with {password}. The generated users have no passwords.");
    }
}
