using Serverless.Measuring.Programs;
using Serverless.WorkerHosting;

namespace Serverless.Benchmarks.Targets;

/// <summary>Starts deployed function apps as workers of a simulated Functions host.</summary>
internal static class WorkerApp
{
    /// <summary>Publishes a project as for deployment: Release and ReadyToRun.</summary>
    /// <returns>The output folder.</returns>
    public static async Task<string> Publish(string name, string project)
    {
        var output = Path.Combine(Machine.Temporary, "worker", name);
        await Machine.Run("dotnet", ["publish", "-c", "Release", "-p:AzureCommunicationEmail=false", "-o", output], project);
        return output;
    }

    /// <summary>Starts the product.</summary>
    public static Task<WorkerHost> StartProduct(string folder, string storage, string prefix) => Start(folder, "Functions.dll", TestSettings.Of(storage, prefix)
        .Append("--CallLog:HistorySchedule=0 * * * * *").Append("--CallLog:LatestSchedule=*/10 * * * * *")
        .Select(argument => argument.TrimStart('-').Split('=', 2)).ToDictionary(pair => pair[0].Replace(":", "__", StringComparison.Ordinal), pair => pair[1]));

    /// <summary>Starts the peer.</summary>
    public static Task<WorkerHost> StartHello(string folder, string storage) => Start(folder, "HelloWorker.dll", new() { ["AzureWebJobsStorage"] = storage });

    private static Task<WorkerHost> Start(string folder, string program, Dictionary<string, string> settings) =>
        WorkerHost.Start(new WorkerHostOptions { Directory = folder, Program = program, Settings = settings });
}
