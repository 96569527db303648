namespace Serverless.Operator;

/// <summary>Thrown when a command cannot be executed and the operator can fix the cause. The message describes the remedy.</summary>
#pragma warning disable CA1032 // a message is required
public sealed class OperatorException(string message, Exception? inner = null) : Exception(message, inner);
#pragma warning restore CA1032
