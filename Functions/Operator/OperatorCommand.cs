using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Serverless.Pipeline;

[assembly: AssemblyMetadata("LocalHost.Help", """
    Instead of running the app:

      --reset-root     set root's password to Root__Password, or to a new one that is printed; end root's sessions; enable root
    """)]

namespace Serverless.Operator;

/// <summary>
/// What an operator can do from the command line. It runs with the app's services and settings but without its host: nothing
/// listens, no timer and no queue runs. An instance of the app may run meanwhile; it sees the change at its next call.
/// </summary>
public static class OperatorCommand
{
    private const string ResetRootOption = "--reset-root";

    /// <summary>Carries out what the command line asks for.</summary>
    /// <returns>The exit code: 0 for done, 1 with a sentence on the error output; null if the app is to be run.</returns>
    public static async Task<int?> Run(string[] args)
    {
        if (!args.Contains(ResetRootOption))
        {
            return null;
        }

        try
        {
            var builder = App.CreateBuilder([.. args.Except([ResetRootOption])]);
            builder.Services.AddSingleton<ResetRoot>();
            await using var services = builder.Services.BuildServiceProvider();
            await services.GetRequiredService<ResetRoot>().Run(CancellationToken.None);
            return 0;
        }
        catch (OptionsValidationException wrong)
        {
            await Console.Error.WriteLineAsync(wrong.Message);
        }
        catch (Exception away) when (StorageFailure.IsOutage(away))
        {
            await Console.Error.WriteLineAsync("Storage does not answer. If it is Azurite, start the app and run this again beside it. Else check AzureWebJobsStorage.");
        }

        return 1;
    }
}
