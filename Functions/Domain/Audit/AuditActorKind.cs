namespace Serverless.Domain.Audit;

/// <summary>Specifies what caused an event.</summary>
public enum AuditActorKind
{
    /// <summary>A job, a timer or the start of the app.</summary>
    System,

    /// <summary>A user with a session.</summary>
    Session,

    /// <summary>A user with an API token.</summary>
    ApiToken,

    /// <summary>A command that the operator ran.</summary>
    Operator,

    /// <summary>A caller without a valid credential.</summary>
    Anonymous,
}

/// <summary>Provides the names of the kinds.</summary>
public static class AuditActorKinds
{
    /// <summary>Returns the name in storage and in responses.</summary>
    public static string Name(this AuditActorKind kind) => kind switch
    {
        AuditActorKind.System => "system",
        AuditActorKind.Session => "session",
        AuditActorKind.ApiToken => "api_token",
        AuditActorKind.Operator => "operator",
        AuditActorKind.Anonymous => "anonymous",
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    /// <summary>Returns the kind with a name.</summary>
    internal static AuditActorKind Parse(string name) => Enum.GetValues<AuditActorKind>().First(kind => kind.Name() == name);
}
