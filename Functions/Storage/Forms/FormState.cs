namespace Serverless.Storage.Forms;

/// <summary>The state of the form of the stored data as this instance knows it. Every call reads it, so it is one field.</summary>
public sealed class FormState
{
    private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _isOpen;
    private volatile string? _refusal;

    /// <summary>Gets whether the stored data may be read and written.</summary>
    public bool IsOpen => _isOpen;

    /// <summary>Gets the sentence with the reason and the remedy; null if the data may be used, or its form is not known yet.</summary>
    public string? Refusal => _refusal;

    /// <summary>Gets a task that completes as soon as the data may be used.</summary>
    public Task Opened => Volatile.Read(ref _opened).Task;

    /// <summary>Gets a task that completes when the start has checked the data for the first time, and created what was missing.</summary>
    public Task Started => _started.Task;

    /// <summary>Records that the first check is complete.</summary>
    internal void Start() => _started.TrySetResult();

    /// <summary>Records that the data has the right form.</summary>
    internal void Open()
    {
        (_refusal, _isOpen) = (null, true);
        Volatile.Read(ref _opened).TrySetResult();
    }

    /// <summary>Records that the data must not be touched.</summary>
    /// <returns>Whether the sentence differs from the one before.</returns>
    internal bool Refuse(string sentence)
    {
        var isNews = _refusal != sentence;
        if (_isOpen)
        {
            Volatile.Write(ref _opened, new(TaskCreationOptions.RunContinuationsAsynchronously));
        }

        (_isOpen, _refusal) = (false, sentence);
        return isNews;
    }
}
