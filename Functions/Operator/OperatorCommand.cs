using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Serverless.Pipeline;

[assembly: AssemblyMetadata("LocalHost.Help", """
    Instead of running the app:

      --reset-root      set root's password to Root__Password, or to a new one that is printed; end root's sessions; enable root
      --reset-settings  delete the settings that administrators stored, so that those of the app count again
    """)]

namespace Serverless.Operator;

/// <summary>
/// What an operator can do from the command line. It runs with the app's services and settings but without its host: nothing
/// listens, no timer and no queue runs. An instance of the app may run meanwhile; it sees the change at its next call.
/// </summary>
public static class OperatorCommand
{
    private static readonly Dictionary<string, Func<IServiceProvider, Task>> Commands = new(StringComparer.Ordinal)
    {
        ["--reset-root"] = services => services.GetRequiredService<ResetRoot>().Run(CancellationToken.None),
        ["--reset-settings"] = services => services.GetRequiredService<ResetSettings>().Run(CancellationToken.None),
    };

    /// <summary>Carries out what the command line asks for.</summary>
    /// <returns>The exit code: 0 for done, 1 with a sentence on the error output; null if the app is to be run.</returns>
    public static async Task<int?> Run(string[] args)
    {
        var wanted = args.Where(Commands.ContainsKey).Distinct().ToList();
        if (wanted.Count == 0)
        {
            return null;
        }

        try
        {
            var builder = App.CreateBuilder([.. args.Where(argument => !Commands.ContainsKey(argument))]);
            builder.Services.AddSingleton<ResetRoot>().AddSingleton<ResetSettings>();
            await using var services = builder.Services.BuildServiceProvider();
            foreach (var command in wanted)
            {
                await Commands[command](services);
            }

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
