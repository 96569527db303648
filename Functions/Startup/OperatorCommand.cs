using System.Reflection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Serverless.Api.Console;
using Serverless.Domain.Audit;
using Serverless.Domain.Settings;
using Serverless.LocalHost;
using Serverless.Operator;
using Serverless.Operator.Demo;
using Serverless.Storage.Forms;
using Serverless.Storage.Outages;

[assembly: AssemblyMetadata("LocalHost.Help", """
    Instead of running the app:

      --reset-root      set root's password to Root__Password, or to a new one that is printed; end root's sessions and remove
                        root's second factors; enable root
      --reset-settings  delete the settings that administrators stored, so that those of the app count again
      --resend-mail     put the emails that were given up back into the queue
      --retry-messages  put the messages that functions gave up back into their queues
      --rebuild-index   rebuild the list of users from the users; the app may run meanwhile
      --export FOLDER   write all tables into a folder, as JSON lines; goes on where it was stopped
      --import FOLDER   fill empty tables with an export; goes on where it was stopped
      --migrate         bring the stored data into the form of this version; the app does so at its start, too
      --migrate --dry-run  say what that would do
      --demo            fill an empty local installation with generated users and a week of calls; starts Azurite if it does
                        not run; goes on where it was stopped
    """)]

namespace Serverless.Startup;

/// <summary>
/// Runs an operator's commands from the command line, with the app's services and settings but without its host: nothing
/// listens, no timer and no queue runs. An instance of the app may run meanwhile; its next call uses the change.
/// </summary>
public static class OperatorCommand
{
    private const string DryRun = "--migrate --dry-run";
    private const string Demo = "--demo";

    /// <summary>Commands that work on data of any form. All other commands need the form of this version.</summary>
    private static readonly HashSet<string> OfAnyForm = new(StringComparer.Ordinal) { "--migrate", DryRun, "--export", "--import" };

    private static readonly Dictionary<string, Func<IServiceProvider, Task>> Commands = new(StringComparer.Ordinal)
    {
        ["--migrate"] = services => services.GetRequiredService<MigrateData>().Run(CancellationToken.None),
        [DryRun] = services => services.GetRequiredService<MigrateData>().DescribePending(CancellationToken.None),
        ["--reset-root"] = services => services.GetRequiredService<ResetRoot>().Run(CancellationToken.None),
        ["--reset-settings"] = services => services.GetRequiredService<ResetSettings>().Run(CancellationToken.None),
        ["--resend-mail"] = services => services.GetRequiredService<ResendMail>().Run(CancellationToken.None),
        ["--retry-messages"] = services => services.GetRequiredService<RetryMessages>().Run(CancellationToken.None),
        ["--rebuild-index"] = services => services.GetRequiredService<RebuildIndex>().Run(CancellationToken.None),
        [Demo] = services => services.GetRequiredService<FillDemo>().Run(ConsoleAddress(services), CancellationToken.None),
    };

    private static readonly Dictionary<string, Func<IServiceProvider, string, Task>> CommandsWithFolder = new(StringComparer.Ordinal)
    {
        ["--export"] = (services, folder) => services.GetRequiredService<ExportTables>().Run(folder, CancellationToken.None),
        ["--import"] = (services, folder) => services.GetRequiredService<ImportTables>().Run(folder, CancellationToken.None),
    };

    /// <summary>Executes the commands of the command line.</summary>
    /// <returns>The exit code: 0 for success, 1 with a sentence on the error output; null if the app is to be run.</returns>
    public static async Task<int?> Run(string[] args)
    {
        var (wanted, rest) = Read(args);
        if (wanted.Count == 0)
        {
            return null;
        }

        try
        {
            var builder = App.CreateBuilder([.. rest]);
            if (args.Contains(Demo))
            {
                FillDemo.RequireLocal(builder.Configuration, builder.Environment);
            }

            await using var azurite = args.Contains(Demo) ? await builder.OpenAzurite(Console.WriteLine) : null;
            await Execute(wanted, builder);
            return 0;
        }
        catch (OperatorException refused)
        {
            await Console.Error.WriteLineAsync(refused.Message);
        }
        catch (Exception wrong) when (WrongSettings.Sentences(wrong) is { } problems)
        {
            await Console.Error.WriteLineAsync(problems);
        }
        catch (Exception away) when (StorageFailure.IsOutage(away))
        {
            await Console.Error.WriteLineAsync("Storage does not answer. If it is Azurite, start the app and run this again beside it. Else check AzureWebJobsStorage.");
        }
        catch (Exception file) when (file is IOException or UnauthorizedAccessException)
        {
            // The folder of an export cannot be used. The message names it.
            await Console.Error.WriteLineAsync(file.Message);
        }

        return 1;
    }

    /// <summary>Executes commands with the services of the app.</summary>
    private static async Task Execute(List<Func<IServiceProvider, Task>> commands, LocalApplicationBuilder builder)
    {
        builder.Services.AddDemo().AddSingleton<MigrateData>().AddSingleton<ResetRoot>().AddSingleton<ResetSettings>().AddSingleton<ResendMail>().AddSingleton<RetryMessages>().AddSingleton<RebuildIndex>().AddSingleton<ExportTables>().AddSingleton<ImportTables>();
        await using var services = builder.Services.BuildServiceProvider();
        foreach (var setting in services.GetRequiredService<UnknownSettings>().Find())
        {
            await Console.Error.WriteLineAsync($"Warning: {UnknownSettings.Describe(setting)}");
        }

        try
        {
            foreach (var command in commands)
            {
                await command(services);
            }
        }
        finally
        {
            await services.GetRequiredService<CopyEvents>().StopAsync(CancellationToken.None);
        }
    }

    internal static IServiceCollection AddDemo(this IServiceCollection services) =>
        services.AddSingleton<DemoAccounts>().AddSingleton<DemoCalls>().AddSingleton<DemoQueues>().AddSingleton<DemoUsers>().AddSingleton<FillDemo>();

    /// <summary>Returns the address of the console of an app that runs with the same settings; null if the app picks a port itself, or has no console.</summary>
    private static Uri? ConsoleAddress(IServiceProvider services) =>
        services.GetRequiredService<IConfiguration>()["LocalHost:Url"] is { Length: > 0 } url && ConsoleFiles.Address is { } path ? new Uri(new Uri(url), path) : null;

    private static (List<Func<IServiceProvider, Task>> Wanted, List<string> Others) Read(string[] args)
    {
        var (wanted, rest) = (new List<Func<IServiceProvider, Task>>(), new List<string>());
        for (var i = 0; i < args.Length; i++)
        {
            var name = args[i];
            if (name == "--migrate" && i + 1 < args.Length && args[i + 1] == "--dry-run")
            {
                (name, i) = (DryRun, i + 1);
            }

            if (Commands.TryGetValue(name, out var command))
            {
                wanted.Add(services => OfForm(services, name, command));
            }
            else if (args[i].Split('=', 2) is [var assigned, { Length: > 0 } given] && CommandsWithFolder.TryGetValue(assigned, out var withGiven))
            {
                wanted.Add(services => OfForm(services, assigned, services => withGiven(services, given)));
            }
            else if (CommandsWithFolder.TryGetValue(args[i], out var withFolder))
            {
                var (option, folder) = (args[i], i + 1 < args.Length && !args[i + 1].StartsWith("--", StringComparison.Ordinal) ? args[++i] : null);
                wanted.Add(services => OfForm(services, option, services => withFolder(services, folder ?? throw new OperatorException($"{option} needs a folder: {option} FOLDER"))));
            }
            else
            {
                rest.Add(args[i]);
            }
        }

        return (wanted, rest);
    }

    private static async Task OfForm(IServiceProvider services, string name, Func<IServiceProvider, Task> command)
    {
        using var exemption = FormGate.Exemption();
        AuditOrigin.Begin(AuditOrigin.Operator);
        if (!OfAnyForm.Contains(name))
        {
            await RequireCurrentForm(services, name);
        }

        await command(services);
    }

    private static async Task RequireCurrentForm(IServiceProvider services, string name)
    {
        var found = await services.GetRequiredService<RecogniseForm>().Run(CancellationToken.None);
        if (found.Refusal is { } refusal)
        {
            throw new OperatorException($"{name} was not carried out. {refusal}");
        }

        if (found.Row is { Form: not DataForm.Current and var form })
        {
            throw new OperatorException($"{name} was not carried out. The stored data has form {form}, and this version reads form {DataForm.Current}: run --migrate first, or start the app.");
        }

        await services.GetRequiredService<StoredForm>().Check(CancellationToken.None); // opens the gate; empty tables get their version
    }
}
