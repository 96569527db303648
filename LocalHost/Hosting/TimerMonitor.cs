using System.Text.Json;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;

namespace Serverless.LocalHost;

/// <summary>
/// Remembers the occurrences of monitored timers. They outlive the host when storage is Azurite's default: then they are small JSON files
/// in <c>.azurite/timers/</c>, beside the data that they belong to, or in the folder that the setting <c>LocalHost:TimersDirectory</c> names.
/// An app that shares the emulator with others has a folder of its own there, by <c>LocalHost:Instance</c>.
/// Otherwise they live in memory, so that hosts that run side by side, as in tests, do not see each other's.
/// </summary>
internal sealed class TimerMonitor
{
    private readonly string? _directory;

    public TimerMonitor(IConfiguration configuration, string root) => _directory = configuration["LocalHost:TimersDirectory"] is { Length: > 0 } set
        ? Path.GetFullPath(set, root)
        : Settings.IsDevelopmentStorage(configuration["AzureWebJobsStorage"]) ? Path.Combine(root, ".azurite", "timers", configuration["LocalHost:Instance"] ?? "") : null;

    /// <summary>What was recorded before this start; null if nothing, or nothing readable.</summary>
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
            // Cut short by a crash: as good as none.
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
