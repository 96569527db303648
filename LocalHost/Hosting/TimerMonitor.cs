using System.Text.Json;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;

namespace Serverless.LocalHost;

/// <summary>
/// Stores the occurrences of monitored timers. With Azurite's default storage they outlive the host: small JSON files
/// in <c>.azurite/timers/</c>, beside the data that they belong to, or in the folder of the setting <c>LocalHost:TimersDirectory</c>.
/// An app that shares the emulator with others has its own folder there, by <c>LocalHost:Instance</c>.
/// Otherwise they are in memory, so that hosts that run side by side, as in tests, do not affect each other.
/// </summary>
internal sealed class TimerMonitor
{
    private readonly string? _directory;

    public TimerMonitor(IConfiguration configuration, string root) => _directory = configuration["LocalHost:TimersDirectory"] is { Length: > 0 } set
        ? Path.GetFullPath(set, root)
        : Settings.IsDevelopmentStorage(configuration["AzureWebJobsStorage"]) ? Path.Combine(root, ".azurite", "timers", configuration["LocalHost:Instance"] ?? "") : null;

    /// <summary>Returns the status recorded before this start; null if there is none, or it is unreadable.</summary>
    public ScheduleStatus? Read(TimerPlan plan)
    {
        if (FileOf(plan) is not { } file || !File.Exists(file))
        {
            return null;
        }

        try
        {
            return JsonSerializer.Deserialize<ScheduleStatus>(File.ReadAllBytes(file));
        }
        catch (JsonException)
        {
            // A crash truncated the file: treated as missing.
            return null;
        }
    }

    public void Write(TimerPlan plan, ScheduleStatus status)
    {
        if (FileOf(plan) is { } file)
        {
            Directory.CreateDirectory(_directory!);
            File.WriteAllBytes(file, JsonSerializer.SerializeToUtf8Bytes(status));
        }
    }

    private string? FileOf(TimerPlan plan) => _directory is null ? null : Path.Combine(_directory, $"{plan.Function.Name}.json");
}
