namespace Serverless.Operator;

/// <summary>A command cannot be carried out, and the operator can do something about it: the message says what.</summary>
#pragma warning disable CA1032 // never without a message
public sealed class OperatorException(string message, Exception? inner = null) : Exception(message, inner);
#pragma warning restore CA1032
