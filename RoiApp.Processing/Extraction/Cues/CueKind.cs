namespace RoiApp.Processing.Extraction.Cues;

/// <summary>What a phrase of the grammar announces. The names are the keys under "cues" in a language file.</summary>
internal enum CueKind
{
    /// <summary>Says nothing: "um", "eh".</summary>
    Filler,
    /// <summary>Says nothing when it stands between commas: "well", "a ver".</summary>
    Aside,
    /// <summary>Takes back what was just said: "no, sorry", "quise decir".</summary>
    Correction,
    /// <summary>May take back what was just said, if what follows has its shape: "no", "actually".</summary>
    BareCorrection,
    /// <summary>Takes back the whole sentence so far: "scratch that".</summary>
    Retract,
    /// <summary>Takes back the promise before it: "just kidding".</summary>
    Cancel,
    /// <summary>A person met follows: "I just met with", "me recibió".</summary>
    Meet,
    /// <summary>A person met may follow, if the sentence tells of a meeting: "with", "con".</summary>
    With,
    /// <summary>A person follows who was not met: "supposed to see".</summary>
    NotMet,
    /// <summary>A company follows: "visit to".</summary>
    Visit,
    /// <summary>Several people follow: "two people from".</summary>
    Group,
    /// <summary>Another contact begins: "number two", "por la tarde".</summary>
    Section,
    /// <summary>Somebody else of the same company: "her colleague".</summary>
    Colleague,
    /// <summary>A company may follow: "from", "de".</summary>
    At,
    /// <summary>A company follows: "she works for".</summary>
    WorksAt,
    /// <summary>The company's present name follows: "now they are called".</summary>
    Renamed,
    /// <summary>Somebody unnamed: "a woman", "alguien".</summary>
    Somebody,
    /// <summary>Whoever was named before it was met: "called me", "me llamó".</summary>
    Met,
    /// <summary>A position may follow: "who is their", "que es su".</summary>
    RoleIntro,
    /// <summary>What was discussed follows: "we talked about".</summary>
    Discuss,
    /// <summary>What was discussed stands before it: "was the main topic".</summary>
    Discussed,
    /// <summary>What the contact is after follows: "she wants to", "le interesa".</summary>
    Want,
    /// <summary>Right after a contact, what was discussed follows: "about".</summary>
    About,
    /// <summary>Nothing was discussed.</summary>
    NoTopic,
    Prospective,
    ProspectiveHint,
    Existing,
    ExistingHint,
    /// <summary>The word "priority": a level stands near it.</summary>
    Priority,
    HighHint,
    MediumHint,
    LowHint,
    /// <summary>A list of action items follows: "the action items are".</summary>
    ActionHeader,
    /// <summary>An action item follows: "I need to", "tengo que".</summary>
    Oblige,
    /// <summary>After a name, what somebody else does: "will", "quedó en".</summary>
    OthersOblige,
    /// <summary>Nothing was promised.</summary>
    NoActions,
    /// <summary>The memo is over: "that's all".</summary>
    Close,
    /// <summary>A new statement begins, where no punctuation says so: "he is", "la prioridad".</summary>
    Clause,
    /// <summary>An action item may begin: "send", "follow up".</summary>
    Verb,
    /// <summary>A verb that is a noun as often: "order", "call".</summary>
    NounVerb,
}
