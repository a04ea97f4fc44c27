"""The words of the home page: what is only there in other languages, and the appeal."""

HOME_TEXTS = {
    "en": {
        "title": "Have your say. Lend a hand.",
        "seo_title": "Home",
        "intro": (
            "Here you can take part: look at plans, ask questions, make proposals and"
            " offer help. You do not need an account for it."
        ),
    },
    "uk": {
        "title": "Висловлюйтеся. Допомагайте.",
        "seo_title": "Головна",
        "intro": (
            "Тут Ви можете долучитися: переглянути плани, поставити запитання, внести"
            " пропозиції та запропонувати допомогу. Обліковий запис не потрібен."
        ),
    },
    "ru": {
        "title": "Высказывайтесь. Помогайте.",
        "seo_title": "Главная",
        "intro": (
            "Здесь Вы можете принять участие: посмотреть планы, задать вопросы, "
            "внести предложения и предложить помощь. Учётная запись не нужна."
        ),
    },
}

#: Heading and text above the form.
APPEALS = {
    "de": (
        "Hilfe für Menschen aus der Ukraine",
        "Viele Menschen sind vor dem Krieg in der Ukraine geflohen. Sie brauchen ein "
        "Zimmer, eine Übersetzung oder jemanden, der ein paar Stunden Zeit hat. Sagen"
        " Sie uns, was Sie anbieten können. Wir leiten Ihr Angebot an die Stelle "
        "weiter, die dort dafür da ist. Sie sehen vorher, wer das ist.",
    ),
    "en": (
        "Help for people from Ukraine",
        "Many people have fled from the war in Ukraine. They need a room, a "
        "translation, or somebody who has a few hours. Tell us what you can offer. We"
        " pass your offer on to the office that is there for it. You see beforehand "
        "which one it is.",
    ),
    "uk": (
        "Допомога людям з України",
        "Багато людей утекли від війни в Україні. Їм потрібна кімната, переклад або "
        "хтось, хто має кілька годин часу. Скажіть нам, що Ви можете запропонувати. "
        "Ми передамо Вашу пропозицію службі, яка за це відповідає. Ви наперед "
        "побачите, яка це служба.",
    ),
    "ru": (
        "Помощь людям из Украины",
        "Многие люди бежали от войны в Украине. Им нужна комната, перевод или кто-то,"
        " у кого есть несколько часов времени. Скажите нам, что Вы можете предложить."
        " Мы передадим Ваше предложение службе, которая за это отвечает. Вы заранее "
        "увидите, какая это служба.",
    ),
}
