using System.Security.Cryptography;

namespace Serverless.LocalHost.Sockets;

/// <summary>Says how the local host serves sockets in the place of Azure Web PubSub. An app that registers none serves no sockets.</summary>
public sealed record SocketServerOptions
{
    /// <summary>Gets the largest frame that is read and thrown away. A larger one ends the connection, as in Web PubSub.</summary>
    internal const int LargestFrame = 1024 * 1024;

    /// <summary>Gets whether sockets are served here. False where another service has them.</summary>
    public bool IsOn { get; init; } = true;

    /// <summary>Gets the hub that clients connect to.</summary>
    public string Hub { get; init; } = "api";

    /// <summary>Gets the paths at which clients connect, beside <c>/client/hubs/{hub}</c>.</summary>
    public IReadOnlyList<string> Paths { get; init; } = [];

    /// <summary>Gets the route of the function that handles events, as in <c>api/sockets/{event}</c>.</summary>
    public string EventHandler { get; init; } = "";

    /// <summary>Gets the key that events are signed with, made at start.</summary>
    public string AccessKey { get; init; } = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));

    /// <summary>Gets the user id of connections without a user, which may be any number.</summary>
    public string AnonymousUser { get; init; } = "anonymous";

    /// <summary>Gets the most connections of one user.</summary>
    public int MaximumPerUser { get; init; } = 50;

    /// <summary>Gets the most connections of this process.</summary>
    public int MaximumPerInstance { get; init; } = 10_000;

    /// <summary>Gets after how long without a sign of life a connection is dropped.</summary>
    public TimeSpan Idle { get; init; } = TimeSpan.FromSeconds(40);

    /// <summary>Gets the largest frame in bytes that is handed on.</summary>
    public int MaximumFrame { get; init; } = 64 * 1024;

    /// <summary>Gets how many bytes may wait for a client that reads slowly.</summary>
    public int MaximumBacklog { get; init; } = 1024 * 1024;
}
