using System.Text.Json;

namespace Serverless.LocalHost;

/// <summary>The Azurite of a project's folder, shared by all instances that run in it: the first starts it, the last ends it.</summary>
internal static class SharedAzurite
{
    /// <summary>The setting that changes the three ports, for two projects on one machine.</summary>
    public const string PortSetting = "LocalHost:AzuritePort";

    /// <summary>The default port of the blob service; queue and table service have the next two.</summary>
    public const int UsualPort = 10000;

    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(90);

    /// <summary>Uses the folder's Azurite, or starts it.</summary>
    /// <param name="root">The project's folder.</param>
    /// <param name="port">The first of the three ports.</param>
    /// <param name="note">Receives a line about the Azurite in use.</param>
    /// <returns>Null if a program that is no instance of this project has the ports.</returns>
    /// <exception cref="LocalHostException">Azurite cannot be started.</exception>
    public static async Task<Azurite?> Open(string root, int port, Action<string> note)
    {
        var folder = Directory.CreateDirectory(Path.Combine(root, ".azurite")).FullName;
        await using var turn = await Turn(folder); // of two instances that start at once, one starts it
        if (await Join(folder, port) is { } joined)
        {
            note($"Azurite: shared with another instance in this folder (process {joined.Address.ProcessId}); it ends with the last of them");
            return joined;
        }

        if (Azurite.IsRunning(port))
        {
            note($"Azurite: using what already listens on ports {port} to {port + 2}; it was not started in this folder, and nothing here ends it");
            return null;
        }

        var azurite = await Azurite.StartAsync(new AzuriteOptions { Root = root, BlobPort = port, QueuePort = port + 1, TablePort = port + 2, Directory = folder });
        await File.WriteAllTextAsync(AddressFile(folder), JsonSerializer.Serialize(azurite.Address, LocalHostJson.Default.AzuriteAddress));
        return azurite;
    }

    /// <summary>Joins a running Azurite, or waits for the end of one that is ending: it accepts no users, and its ports are not free yet.</summary>
    private static async Task<Azurite?> Join(string folder, int port)
    {
        if (Read(folder) is not { } address || address.Blob != port)
        {
            return null;
        }

        if (await Azurite.JoinAsync(address) is { } azurite)
        {
            return azurite;
        }

        using var ended = new CancellationTokenSource(_patience);
        try
        {
            using var process = System.Diagnostics.Process.GetProcessById(address.ProcessId);
            if (process.ProcessName.Contains("node", StringComparison.OrdinalIgnoreCase))
            {
                await process.WaitForExitAsync(ended.Token);
            }
        }
        catch (Exception e) when (e is ArgumentException or OperationCanceledException)
        {
            // Azurite has ended, or its process id belongs to another program now.
        }

        return null;
    }

    private static AzuriteAddress? Read(string folder)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllText(AddressFile(folder)), LocalHostJson.Default.AzuriteAddress);
        }
        catch (Exception e) when (e is IOException or JsonException)
        {
            return null;
        }
    }

    private static async Task<FileStream> Turn(string folder)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (true)
        {
            try
            {
                return new FileStream(Path.Combine(folder, "serverless.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException e)
            {
                if (TimeProvider.System.GetElapsedTime(started) > _patience)
                {
                    throw new LocalHostException($"Another instance has been starting Azurite in {folder} for 90 s.", e);
                }

                await Task.Delay(_pause);
            }
        }
    }

    private static string AddressFile(string folder) => Path.Combine(folder, "serverless.json");
}
