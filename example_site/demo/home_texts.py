"""The words of the home page in the languages beside German."""

HOME_TEXTS = {
    "en": {
        "title": "Have your say. Lend a hand.",
        "seo_title": "Home",
        "intro": "Here you can take part: look at plans, ask questions, make proposals "
        "and offer help. You do not need an account for it.",
        "appeal_title": "Help for people from Ukraine",
        "appeal_text": "Many people have fled from the war in Ukraine. They need a "
        "room, a translation, or somebody who has a few hours. Tell us what you can "
        "offer. We pass your offer on to the office that is there for it. You see "
        "beforehand which one it is.",
    },
    "uk": {
        "title": "Висловлюйтеся. Допомагайте.",
        "seo_title": "Головна",
        "intro": "Тут Ви можете долучитися: переглянути плани, поставити запитання, "
        "внести пропозиції та запропонувати допомогу. Обліковий запис не потрібен.",
        "appeal_title": "Допомога людям з України",
        "appeal_text": "Багато людей утекли від війни в Україні. Їм потрібна кімната, "
        "переклад або хтось, хто має кілька годин часу. Скажіть нам, що Ви можете "
        "запропонувати. Ми передамо Вашу пропозицію службі, яка за це відповідає. "
        "Ви наперед побачите, яка це служба.",
    },
    "ru": {
        "title": "Высказывайтесь. Помогайте.",
        "seo_title": "Главная",
        "intro": "Здесь Вы можете принять участие: посмотреть планы, задать вопросы, "
        "внести предложения и предложить помощь. Учётная запись не нужна.",
        "appeal_title": "Помощь людям из Украины",
        "appeal_text": "Многие люди бежали от войны в Украине. Им нужна комната, "
        "перевод или кто-то, у кого есть несколько часов времени. Скажите нам, что Вы "
        "можете предложить. Мы передадим Ваше предложение службе, которая за это "
        "отвечает. Вы заранее увидите, какая это служба.",
    },
}
